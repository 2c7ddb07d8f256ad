import { putEntriesSigned } from '../adapters/aws/eventbridge/put-signed.ts';
import { createSignalBus } from '../adapters/aws/eventbridge/signal-bus.ts';
import { createLog } from '../adapters/aws/log.ts';
import { readParametersSigned } from '../adapters/aws/ssm/read-signed.ts';
import { createSignalSource } from '../adapters/aws/ssm/signal-source.ts';
import { createSignals, type SignalsHandler } from '../signals/signals.ts';
import { systemClock } from './clock.ts';
import { lambdaEnv, type signalsEnv } from './env.ts';
import { invocationIds } from './invocation.ts';

/** Composes the function that takes health signals, for AWS: without the SDK's clients, which are slow to load. */
export function wireSignals(env: ReturnType<typeof signalsEnv>): SignalsHandler {
  const aws = { environment: lambdaEnv() };
  const log = createLog({ level: env.logLevel, ids: invocationIds });
  const source = createSignalSource({
    parameters: readParametersSigned(aws),
    clock: systemClock,
    prefixes: { signals: env.signalsPrefix, services: env.servicesPrefix },
  });
  const bus = createSignalBus({ put: putEntriesSigned(aws), busName: env.bus });
  return createSignals({ source, bus, clock: systemClock, log });
}
