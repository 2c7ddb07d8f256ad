import type { HookRequest, HookResult, Hooks } from '../../../src/ports/hooks.ts';

export interface SimulatedHooks extends Hooks {
  /** Every call that was made, in order. */
  readonly calls: HookRequest[];
  /** What each call came to, in the same order; null for one whose caller died. */
  readonly results: (HookResult | null)[];
  /** What the next calls come to; `ok` when nothing more is said. `dies` lets the caller die behind the call. */
  next(...results: (HookResult | 'dies')[]): void;
  /** Why a function cannot be called, by its name; an error for one that cannot be looked at. */
  readonly whys: Map<string, { readonly message: string; readonly remedy: string } | Error>;
  /** Called within each call, before it comes to anything. */
  onCall(listener: () => Promise<void>): void;
}

/** Hooks that do as they are told. */
export function createSimulatedHooks(): SimulatedHooks {
  const calls: HookRequest[] = [];
  const results: (HookResult | null)[] = [];
  const planned: (HookResult | 'dies')[] = [];
  const whys: SimulatedHooks['whys'] = new Map();
  const listeners: (() => Promise<void>)[] = [];
  return {
    calls,
    results,
    next: (...list) => {
      planned.push(...list);
    },
    onCall: (listener) => {
      listeners.push(listener);
    },
    call: async (request) => {
      const result = planned.shift() ?? { kind: 'answered', ok: true, text: '' };
      calls.push(request);
      results.push(result === 'dies' ? null : result);
      for (const listener of listeners) await listener();
      if (result === 'dies') throw new Error('The worker is gone.');
      return result;
    },
    whys,
    whyNot: async (hook) => {
      const why = whys.get(hook.function) ?? null;
      if (why instanceof Error) throw why;
      return why;
    },
  };
}
