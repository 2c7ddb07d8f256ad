import type { HookNews } from '../domain/rollout/signal.ts';
import type { HookStep } from '../domain/steps/hook.ts';

/** The function that is called. */
export type HookTarget = Pick<HookStep, 'function' | 'qualifier'>;

/**
 * A target for programs: the words of its configuration that name it (`function` and `alias`; `zone`, `record` and `type`; …),
 * and what the API of its kind calls each arm.
 */
export interface ExactTarget {
  readonly kind: string;
  /**
   * The number of a version, a set identifier, an environment, the id of a variation; `stable` where the API has no name for it.
   */
  readonly stable: string;
  readonly canary: string;
  readonly [word: string]: string;
}

/** A target as a hook is told of it: in words, and for programs. */
interface ToldTarget {
  readonly name: string;
  readonly stable: string;
  readonly canary: string;
  readonly exact: ExactTarget;
}

/** One call of a hook. The token by which the function answers later is added by who calls. */
export interface HookRequest {
  readonly hook: HookTarget;
  readonly service: string;
  readonly rollout: string;
  /** The step of the plan and the number of the call, as `HookCall` has it. */
  readonly step: number;
  readonly call: number;
  /** The label that was asked for, for example `v54`. */
  readonly canary: string;
  readonly targets: readonly ToldTarget[];
  /** Share on the canary while the hook runs, in percent. */
  readonly weight: number;
  /** The moment until which Serin waits for an answer, in milliseconds since the epoch. */
  readonly answerBy: number;
}

/** The result of one call. */
export type HookResult = Exclude<HookNews, { kind: 'claimed' }>;

/** An answer that came later, by the bus; its token fits. */
export interface HookAnswer {
  readonly service: string;
  readonly rollout: string;
  readonly step: number;
  readonly call: number;
  readonly ok: boolean;
  readonly text: string;
}

/** The functions of teams that a plan calls. */
export interface Hooks {
  /** Makes the call, exactly once, and waits a while for the answer. Never throws: what is not known is `unknown`. */
  call(request: HookRequest): Promise<HookResult>;
  /** Returns why the function cannot be called, without running it; null when it can. Throws when Lambda does not answer. */
  whyNot(hook: HookTarget): Promise<{ readonly message: string; readonly remedy: string } | null>;
}
