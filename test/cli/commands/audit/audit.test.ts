import { describe, expect, it } from 'vitest';
import type { AuditDeps } from '../../../../src/cli/commands/audit/trail.ts';
import { run } from '../../../../src/cli/program.ts';
import { emptyRecord, type Rollout } from '../../../../src/domain/rollout/record.ts';
import type { TimelineEntry } from '../../../../src/domain/rollout/timeline-entry.ts';
import { alice, aRollout, HOUR, MINUTE, NOW } from '../../../rollout/builders.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const DAY = 24 * HOUR;
const by = { kind: 'person', person: alice } as const;
const pipeline = { kind: 'iam', identity: { arn: 'arn:aws:sts::123456789012:assumed-role/deploy/run-7' } } as const;
const entry = (n: number, at: number, text: string, cause: TimelineEntry['by'] = by): TimelineEntry => ({
  ...{ n, at, by: cause, text },
});

const ended = (id: string, service: string, at: number, timeline: readonly TimelineEntry[]): Rollout => ({
  ...aRollout({ phase: { status: 'completed', at } }),
  ...{ id, service, startedAt: at - HOUR, timeline, entries: timeline.at(-1)?.n ?? 0 },
});

const running: Rollout = {
  ...aRollout(),
  ...{ id: 'r-run', startedAt: NOW - 2 * HOUR, entries: 2 },
  notes: { note: 'for the sale', change: 'https://example.com/7' },
  timeline: [
    entry(1, NOW - 2 * HOUR, 'alice started v54.'),
    entry(2, NOW - HOUR, 'The alarm checkout-5xx is firing.', { kind: 'alarm', name: 'checkout-5xx' }),
  ],
};
const yesterday = ended('r-old', 'checkout', NOW - DAY, [entry(7, NOW - DAY, 'Completed.', { kind: 'serin' })]);
const earlier = [entry(1, NOW - DAY - HOUR, 'deploy started v53.', pipeline), entry(6, NOW - DAY - MINUTE, 'Shifts.')];
const search = ended('r-search', 'search', NOW - 3 * HOUR, [entry(1, NOW - 3 * HOUR, 'alice started v9.')]);

/** What the table and the parameters have; every call is noted. */
function world(over: Partial<AuditDeps> = {}) {
  const froms: number[] = [];
  const deps: AuditDeps = {
    services: async () => ['search', 'checkout'],
    record: async (service) => (service === 'checkout' ? { ...emptyRecord('checkout'), rollout: running } : null),
    finished: async (service, from) => {
      froms.push(from);
      return [yesterday, search].filter((rollout) => rollout.service === service);
    },
    earlierEntries: async (id) => (id === 'r-old' ? earlier : []),
    now: () => NOW,
    ...over,
  };
  return { deps, froms };
}

async function serinAudit(args: readonly string[], { deps } = world()) {
  const terminal = fakeTerminal({});
  const code = await run(['audit', ...args], terminal, { ...noAccount, audit: async () => deps }, 'serin');
  return { code, lines: terminal.printed, err: terminal.complained.join('\n') };
}

describe('serin audit', () => {
  it('prints who did what in every service, oldest first, with what the record has no room for', async () => {
    const { code, lines } = await serinAudit([]);
    expect(code).toBe(0);
    expect(lines).toEqual([
      '2030-03-16T16:46:40Z  checkout  r-old  v54  role/deploy (run-7): deploy started v53.',
      '2030-03-16T17:45:40Z  checkout  r-old  v54  alice: Shifts.',
      '2030-03-16T17:46:40Z  checkout  r-old  v54  serin: Completed.',
      '2030-03-17T14:46:40Z  search  r-search  v54  alice: alice started v9.',
      '2030-03-17T15:46:40Z  checkout  r-run  v54  alice: alice started v54.',
      '2030-03-17T16:46:40Z  checkout  r-run  v54  alarm checkout-5xx: The alarm checkout-5xx is firing.',
    ]);
  });

  it('leaves out what was done before the time in question, and asks for rollouts that began long before it', async () => {
    const there = world();
    const { lines } = await serinAudit(['checkout', '--since', '90m'], there);
    expect(lines).toHaveLength(1);
    expect(there.froms).toEqual([NOW - 90 * MINUTE - 60 * DAY]);
    expect((await serinAudit(['--since', '2030-03-17'])).lines).toHaveLength(3);
  });

  it('prints one JSON document with the cause of each entry, and how each rollout stands', async () => {
    const { lines } = await serinAudit(['--since', '24h', '--json']);
    const printed = JSON.parse(lines.join('\n'));
    expect(printed.since).toBe('2030-03-16T17:46:40Z');
    expect(printed.entries.at(-1)).toEqual({
      ...{ at: '2030-03-17T16:46:40Z', service: 'checkout', rollout: 'r-run', canary: 'v54', n: 2 },
      by: { kind: 'alarm', name: 'checkout-5xx' },
      text: 'The alarm checkout-5xx is firing.',
    });
    expect(printed.rollouts.map(({ id, status }: { id: string; status: string }) => [id, status])).toEqual([
      ['r-old', 'completed'],
      ['r-search', 'completed'],
      ['r-run', 'baking'],
    ]);
    expect(printed.rollouts[2].notes).toEqual({ note: 'for the sale', change: 'https://example.com/7' });
  });

  it('tells a rollout once that is in the record and in the history', async () => {
    const record = async () => ({ ...emptyRecord('checkout'), rollout: yesterday });
    const { lines } = await serinAudit(['checkout'], world({ record }));
    expect(lines.filter((line) => line.includes('Completed.'))).toHaveLength(1);
  });

  it('refuses a name that nobody knows, and tells what one did that was removed', async () => {
    const { code, lines, err } = await serinAudit(['chekout']);
    expect([code, lines]).toEqual([1, []]);
    expect(err).toContain('No service chekout is configured');
    expect(err).toContain('there are checkout, search');
    const removed = world({ services: async () => [] });
    expect((await serinAudit(['search'], removed)).lines).toHaveLength(1);
    expect((await serinAudit(['gone'], removed)).err).toContain('none is configured');
  });

  it('reads older entries only where one of them may be in the time in question', async () => {
    const asked: string[] = [];
    const earlierEntries = async (id: string) => {
      asked.push(id);
      return earlier;
    };
    await serinAudit(['checkout', '--since', '1h'], world({ earlierEntries }));
    expect(asked).toEqual([]);
    await serinAudit(['checkout', '--since', '2d'], world({ earlierEntries }));
    expect(asked).toEqual(['r-old']);
  });

  it('says so where nothing was done', async () => {
    const { code, lines } = await serinAudit(['--since', '1m']);
    expect([code, lines]).toEqual([0, ['Nothing was done since 2030-03-17T17:45:40Z.']]);
  });

  it.each(['yesterday', '2026-13-45', ''])('refuses --since %j with what to write', async (since) => {
    const { code, err } = await serinAudit(['--since', since]);
    expect(code).toBe(2);
    expect(err).toContain('Write for example --since 30d or --since 2026-11-01.');
  });
});
