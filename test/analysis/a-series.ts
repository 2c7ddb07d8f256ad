import { aPolicy, type JudgePolicy } from '../../src/analysis/policy.ts';
import type { ArmMinute, Minute } from '../../src/domain/analysis/minute.ts';

export const PLAN = [
  { share: 0.05, minutes: 10 },
  { share: 0.25, minutes: 15 },
  { share: 0.5, minutes: 15 },
  { share: 1, minutes: 30 },
];

export const policy = (given: Partial<JudgePolicy> = {}): JudgePolicy => aPolicy({ plan: PLAN, ...given });

/** Requests and errors of an arm; more, where a test needs it. */
export const arm = (requests: number, errors: number, more: Partial<ArmMinute> = {}): ArmMinute => ({
  ...{ requests, errors, ...more },
});

/** The share that the plan has in a minute. */
export function shareAt(minute: number): number {
  let end = 0;
  for (const { share, minutes } of PLAN) {
    end += minutes;
    if (minute < end) return share;
  }
  return 1;
}

/** A minute of the plan with this many requests in all, split by the share, and these error rates in both arms. */
export function aMinute(
  m: number,
  traffic: number,
  rates: { canary: number; stable: number },
  share = shareAt(m),
): Minute {
  const canary = Math.round(traffic * share);
  const stable = traffic - canary;
  return {
    at: m * 60_000,
    share,
    canary: arm(canary, Math.round(canary * rates.canary)),
    stable: arm(stable, Math.round(stable * rates.stable)),
  };
}

export const series = (count: number, minute: (m: number) => Minute): Minute[] =>
  Array.from({ length: count }, (_, m) => minute(m));
