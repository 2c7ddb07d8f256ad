import type { Metrics } from '../../../../src/ports/health/monitoring.ts';
import type { HookAnswer, HookResult, Hooks } from '../../../../src/ports/hooks.ts';
import type { Chronicle } from '../chronicle.ts';
import type { Faults } from '../faults.ts';
import type { Invocation, Line } from '../line.ts';
import { MINUTE } from '../setup.ts';
import type { Time } from './time.ts';

/** What hooks and metrics stand on. */
export interface Others {
  readonly time: Time;
  readonly faults: Faults;
  readonly chronicle: Chronicle;
  readonly line: Line;
  readonly who: () => Invocation;
}

/** Whoever looks at what hooks do. */
export interface HookWatchers {
  /** @param call the rollout, the step and the number of the call */
  readonly onCall: (call: string, ran: boolean) => void;
  readonly onAnswer: (call: string, ok: boolean) => void;
  /** The function answers so long after, in milliseconds. */
  readonly answersLater: (delay: number, answer: HookAnswer) => void;
}

/** Hooks at their port: they answer, answer later, or do not. */
export function createHooks({ faults, chronicle, line, who }: Others, watchers: HookWatchers): Hooks {
  const nothing = (): string => '';
  return {
    whyNot: () => line('Lambda', 'DryRun', nothing, () => null),
    call: async (request) => {
      const id = `${request.rollout}/${request.step}/${request.call}`;
      const how = faults.hook();
      chronicle.count(`hook ${how}`);
      const later = (delay: number): void => watchers.answersLater(delay, { ...request, ok: true, text: 'later' });
      const act = (): HookResult => {
        watchers.onCall(id, how !== 'busy');
        chronicle.note(`worker ${who().n} calls the hook of step ${request.step}: ${how}`);
        switch (how) {
          case 'fails':
            return { kind: 'answered', ok: false, text: 'no' };
          case 'later twice':
            later(70_000);
            later(71_000);
            return { kind: 'taken' };
          case 'later':
            later(30_000);
            return { kind: 'taken' };
          case 'never':
            return { kind: 'taken' };
          case 'busy':
            return { kind: 'refused', again: true, text: 'Rate exceeded.' };
          case 'unknown':
            return { kind: 'unknown', text: 'no answer' };
          default:
            watchers.onAnswer(id, true);
            return { kind: 'answered', ok: true, text: '' };
        }
      };
      return line('Lambda', 'Invoke', () => id, act).catch(
        (error: unknown): HookResult => ({ kind: 'unknown', text: String(error) }),
      );
    },
  };
}

/** Metrics say something of the last whole minute, or nothing. */
export function createMetrics({ time, faults, chronicle, line, who }: Others): Metrics {
  return {
    newest: (_metric, from) => {
      const by = who();
      const act = () => {
        const value = faults.left();
        const at = Math.floor(time.now() / MINUTE - 1) * MINUTE;
        by.reading = value === null || at < from ? null : { value, at };
        chronicle.count(`reading ${by.reading?.value ?? 'none'}`);
        return by.reading;
      };
      return line('CloudWatch', 'GetDrainMetric', () => '', act);
    },
  };
}
