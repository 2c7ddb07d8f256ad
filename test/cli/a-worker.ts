import type { Worker } from '../../src/cli/commands/rollouts/worker.ts';
import type { RolloutFacts } from '../../src/domain/rollout/facts.ts';
import type { CallerAnswer, CallerBody } from '../../src/ports/inbound/caller.ts';

/** When the rollouts of these tests started, in milliseconds. */
const NOON = Date.UTC(2026, 0, 5, 12);

const MINUTE = 60_000;

/** A rollout that bakes at 5%, as a status has it. */
export function someFacts(over: Partial<RolloutFacts> = {}): RolloutFacts {
  return {
    id: 'r-1',
    service: 'checkout',
    canary: 'v54',
    by: 'role/deploy-checkout (run-7)',
    startedAt: NOON,
    status: 'baking',
    since: NOON,
    weight: 5,
    share: { low: 5, high: 5 },
    card: 'https://slack.example/card',
    step: 1,
    plan: [
      { kind: 'shift', weight: 5 },
      { kind: 'bake', ms: 10 * MINUTE },
      { kind: 'shift', weight: 100 },
    ],
    until: NOON + 10 * MINUTE,
    approvers: [],
    reason: null,
    targets: [{ name: 'lambda-alias checkout-api:live', stable: '1 (v53)', canary: '2 (v54)', weight: 5 }],
    alarms: { 'checkout-5xx': 'OK' },
    timeline: [
      { n: 1, at: NOON, text: 'role/deploy-checkout (run-7) started v54.' },
      { n: 2, at: NOON, text: 'Now at 5%, watching for 10 min.' },
    ],
    ...over,
  };
}

/** The same rollout later: what is new, with one more line in its timeline. */
export function later(before: RolloutFacts, text: string, over: Partial<RolloutFacts>): RolloutFacts {
  const n = before.timeline.length + 1;
  const { weight = before.weight } = over;
  return {
    ...before,
    share: { low: weight, high: weight },
    ...over,
    timeline: [...before.timeline, { n, at: NOON + n * MINUTE, text }],
  };
}

/** An answer of the worker. */
export function anAnswer(over: Partial<CallerAnswer> = {}): CallerAnswer {
  return {
    v: 1,
    tone: 'info',
    code: '',
    text: 'So it is.',
    findings: [],
    rollout: null,
    preview: null,
    services: null,
    ...over,
  };
}

/** A worker that answers from a list, the last one again and again, in a time that only waiting moves. */
export interface AWorker extends Worker {
  readonly asked: { readonly body: CallerBody; readonly key: string }[];
  readonly waits: number[];
}

/** @param onWait called before each wait, for what happens meanwhile */
export function aWorker(answers: readonly (CallerAnswer | Error)[], onWait: () => void = () => undefined): AWorker {
  const asked: { body: CallerBody; key: string }[] = [];
  const waits: number[] = [];
  let now = NOON;
  return {
    asked,
    waits,
    ask: async (body, key) => {
      asked.push({ body, key });
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer');
      return answer;
    },
    now: () => now,
    wait: async (ms) => {
      waits.push(ms);
      onWait();
      now += ms;
    },
  };
}

/** What is thrown when nobody knows what became of a command. */
export const silence = (): Error => Object.assign(new Error('serin-worker gave no answer.'), { code: 'worker-silent' });
