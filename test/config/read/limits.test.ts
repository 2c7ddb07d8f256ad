import { describe, expect, it } from 'vitest';
import { planLines } from '../../../src/adapters/slack/views/rollout/steps.ts';
import { limits } from '../../../src/config/read/limits.ts';
import { parseConfig } from '../../../src/config/read/parse-config.ts';
import { aFile } from '../a-file.ts';

describe('what the configuration allows', () => {
  it('is shown whole in Slack: every approver, and the smallest share', () => {
    const approvers = Array.from({ length: limits.approvers }, (_, n) =>
      `${n}@example.com`.padStart(limits.approverLength, 'b'),
    );
    const gate = `{ approve: { from: [${approvers.join(', ')}], count: ${limits.approvers}, within: 1h } }`;
    const parsed = parseConfig(aFile({ plan: `[${gate}, { shift: 0.01 }, { shift: 100 }]` }));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const shown = planLines(parsed.services[0]?.plan ?? [], 'v53');
    for (const approver of approvers) expect(shown).toContain(approver);
    expect(shown).toContain('0.01%');
  });
});
