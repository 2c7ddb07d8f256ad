import type { Finding } from '../../domain/finding.ts';
import { type Plan, planShares } from '../../domain/plan/plan.ts';
import { measureRisk } from '../../domain/plan/risk.ts';
import { percent } from '../../domain/wording.ts';

/** Finds where a plan raises the share and nobody and nothing looks at what that does. Warnings: who wrote it may want it so. */
export function planFindings(plan: Plan): readonly Finding[] {
  if (measureRisk(plan).raise === 100) {
    return [
      planFinding(
        'all-at-once',
        'Everybody gets the canary in one step, and nothing is watched before.',
        'Write for example `canary 10% 5m`, or put `- shift: 5` and `- bake: 10m` first.',
      ),
    ];
  }
  const shares = planShares(plan);
  const jumps = shares.flatMap(({ index, share }, at) => {
    const next = shares[at + 1];
    return next?.index === index + 1 ? [[share, next.share] as const] : [];
  });
  return jumps.map(([low, high]) =>
    planFinding(
      'unwatched-shift',
      `The plan shifts from ${percent(low)} to ${percent(high)} without a wait: nothing is watched at ${percent(low)}.`,
      `Put \`- bake: 10m\` behind \`- shift: ${low}\`, or leave that shift out.`,
    ),
  );
}

function planFinding(code: string, message: string, remedy: string): Finding {
  return { severity: 'warns', code, about: null, message, remedy };
}
