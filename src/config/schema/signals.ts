import * as z from 'zod';
import { signalAlarm, signalPattern } from '../../domain/alarm/health-signal.ts';
import type { ExpectedSignal } from '../../domain/service.ts';
import { durationMs } from '../read/durations.ts';
import { limits } from '../read/limits.ts';
import { duration } from './duration.ts';

const signal = z
  .strictObject({
    name: z
      .string()
      .regex(signalPattern, 'the name of a signal has lower-case letters, digits and -, a letter first, at most 60')
      .meta({ description: 'The name by which its sender calls it.', examples: ['datadog-checkout'] }),
    expires: duration.meta({
      description:
        'How long it counts, 1m to 7d; then it is unknown, as an alarm without data (missingData). Its sender has to say it again before that.',
      examples: ['5m'],
    }),
  })
  .meta({
    description: 'The health of the service as another system tells it: healthy, unhealthy or unknown.',
    examples: [{ name: 'datadog-checkout', expires: '5m' }],
  });

/** The health signals as they are written. Rules check their names and times. */
export const signalsSchema = z
  .array(signal)
  .min(1)
  .max(limits.signals)
  .meta({
    description:
      'The health signals that count as alarms: Datadog, Grafana, Prometheus or checks of your own send them (docs/guides/signals.md).',
    examples: [[{ name: 'datadog-checkout', expires: '5m' }]],
  });

/** The generations of tokens as they are written. Rules check that each is there once. */
export const signalTokensSchema = z
  .array(z.int().min(1).max(limits.signalGeneration))
  .min(1)
  .max(limits.signalTokens)
  .meta({
    description:
      'The generations of the token by which signals over HTTPS count. To replace a token: add the next number, apply, give its token to the monitors, remove the old number (docs/guides/signals.md).',
    default: [1],
    examples: [[1, 2], [2]],
  });

/** Returns the health signals of a service. */
export function toSignals(written: z.infer<typeof signalsSchema> = []): readonly ExpectedSignal[] {
  return written.map(({ name, expires }) => ({ name, expires: durationMs(expires) }));
}

/** Returns all alarms of a service: those of CloudWatch, and behind them its health signals. */
export function withSignals(
  alarms: readonly string[] = [],
  signals: readonly ExpectedSignal[] = [],
): readonly string[] {
  return [...alarms, ...signals.map(({ name }) => signalAlarm(name))];
}

/** The limits of the health signals in storage. */
export const signalLimits = z.array(z.looseObject({ name: z.string().regex(signalPattern), expires: z.int().min(1) }));

/** The limits of the generations of tokens in storage. */
export const signalTokenLimits = z.array(z.int().min(1).max(limits.signalGeneration)).min(1);
