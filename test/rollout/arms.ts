import { ANALYSIS_DEFAULTS, type AnalysisConfig } from '../../src/domain/analysis/analysis.ts';
import type { ArmMetrics, MetricSource } from '../../src/domain/analysis/metrics.ts';
import type { ArmMinute, Minute, MinuteEvidence } from '../../src/domain/analysis/minute.ts';
import { MINUTE } from './builders.ts';

/** A service that compares both versions; neither may fail more than 5 %. */
export function anAnalysis(over: Partial<AnalysisConfig> = {}): AnalysisConfig {
  return { ...ANALYSIS_DEFAULTS, guard: 0.05, ...over };
}

function metricsOf(version: string): ArmMetrics {
  const dimensions = { ExecutedVersion: version };
  const metric = (name: string) => ({ namespace: 'AWS/Lambda', name, dimensions });
  return { requests: metric('Invocations'), errors: [metric('Errors')], latency: null };
}

/** The metrics of the first built target. */
export function aSource(over: Partial<MetricSource> = {}): MetricSource {
  return {
    name: 'lambda-alias checkout-api:live',
    stable: metricsOf('53'),
    canary: metricsOf('54'),
    edges: null,
    ...over,
  };
}

/** How both versions do, by a name for it: requests a minute in both together, and the error rates. */
const DOING = {
  alike: { requests: 60_000, canary: 0.01, stable: 0.01 },
  worse: { requests: 60_000, canary: 0.04, stable: 0.01 },
  few: { requests: 20, canary: 0, stable: 0 },
  'both burn': { requests: 60_000, canary: 0.2, stable: 0.2 },
  'stable burns': { requests: 60_000, canary: 0.01, stable: 0.2 },
} as const;

export type Doing = keyof typeof DOING | 'silent' | 'unreadable';

const arm = (requests: number, rate: number): ArmMinute => ({
  requests: Math.round(requests),
  errors: Math.round(requests * rate),
});

/**
 * The metrics of both arms in the last complete minutes, at one share.
 * @param share in percent
 */
export function minutesOf(doing: Doing, share: number, now: number, count = 3): MinuteEvidence {
  if (doing === 'unreadable') return 'unreadable';
  const to = Math.floor((now - MINUTE) / MINUTE) * MINUTE;
  return Array.from({ length: count }, (_, i): Minute => {
    const at = to - (count - i) * MINUTE;
    if (doing === 'silent') return { at, share: share / 100, canary: null, stable: null };
    const { requests, canary, stable } = DOING[doing];
    const part = (requests * share) / 100;
    return { at, share: share / 100, canary: arm(part, canary), stable: arm(requests - part, stable) };
  });
}
