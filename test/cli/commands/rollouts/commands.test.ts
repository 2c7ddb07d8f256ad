import { describe, expect, it } from 'vitest';
import { run } from '../../../../src/cli/program.ts';
import type { RolloutFacts } from '../../../../src/domain/rollout/facts.ts';
import { type AWorker, anAnswer, aWorker, later, silence, someFacts } from '../../a-worker.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

async function serin(worker: AWorker, args: readonly string[], signal?: AbortSignal) {
  const terminal = fakeTerminal(signal === undefined ? {} : { signal });
  const opened: string[] = [];
  const open = {
    ...noAccount,
    worker: async (name: string) => {
      opened.push(name);
      return worker;
    },
  };
  const code = await run(args, terminal, open, 'serin').catch((error: Error) => error.message);
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n'), opened };
}

const started = (rollout = someFacts()) => anAnswer({ tone: 'done', text: 'Started v54.', rollout });
const seen = (rollout: RolloutFacts) => anAnswer({ rollout });
const completed = (before = someFacts()) =>
  later(before, 'Completed: v54 is stable now.', { status: 'completed', weight: 100, step: 3, until: null });
const rolledBack = (before = someFacts()) =>
  later(before, 'Rollback verified: every target is as it was before.', {
    status: 'rolled-back',
    weight: 0,
    until: null,
  });

describe('serin start', () => {
  it('asks with the words of /canary start, and prints what will happen', async () => {
    const worker = aWorker([started()]);
    const { code, out } = await serin(worker, ['start', 'checkout', 'v54', 'checkout-api=17', '--force']);
    expect(code).toBe(0);
    expect(worker.asked.map(({ body }) => body)).toEqual([
      {
        name: 'start',
        service: 'checkout',
        label: 'v54',
        explicit: { 'checkout-api': '17' },
        force: true,
        adopt: false,
      },
    ]);
    expect(out).toContain('Started v54.\ncheckout v54: baking at 5%, step 2 of 3, until 2026-01-05T12:10:00Z');
    expect(out).toMatch(/Plan:\n {2}✓ 5%\n {2}> bake 10m\n {2}- 100%\n/);
  });

  it('shows which steps were skipped or never ran, and by whom', async () => {
    const steps = [
      { state: 'skipped', by: 'bob' },
      { state: 'given-up', by: null },
      { state: 'not-run', by: null },
    ] as const;
    const { out } = await serin(aWorker([anAnswer({ rollout: someFacts({ steps }) })]), ['status', 'checkout']);
    expect(out).toMatch(/Plan:\n {2}» 5% \(skipped by bob\)\n {2}✗ bake 10m\n {2}- 100% \(not run\)\n/);
  });

  it('asks the installation that is named', async () => {
    const { opened } = await serin(aWorker([started()]), ['start', 'checkout', 'v54', '--name', 'serin-dev']);
    expect(opened).toEqual(['serin-dev']);
  });

  it('ends with 1 when it is refused, with what was found and what to do', async () => {
    const findings = [
      { severity: 'warns', code: 'a', about: null, message: 'It is late.', remedy: 'Go home.' },
      { severity: 'blocks', code: 'b', about: 'checkout-5xx', message: 'It fires.', remedy: 'Wait.' },
    ] as const;
    const refused = anAnswer({ tone: 'refused', code: 'preflight', text: 'It cannot start.', findings });
    const { code, err, out } = await serin(aWorker([refused]), ['start', 'checkout', 'v54', '--wait']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe('It cannot start.\n✗ checkout-5xx: It fires.\n    → Wait.\n! It is late.\n    → Go home.');
  });

  it.each([
    [['v54', 'v55'], '"v55" is not understood.'],
    [['a=b'], 'Which version of checkout?'],
    [['v54', 'queue'], 'Only people may say queue: say it in Slack (docs/guides/queue.md).'],
    [['v54', 'hotfix'], 'Only people may say hotfix: say it in Slack (docs/guides/queue.md).'],
    [['v54', 'at=09:00'], 'Only people may say at=09:00: say it in Slack (docs/guides/queue.md).'],
    [['v54', '--timeout', 'soon'], 'soon is not a duration.'],
  ])('ends with 2 for %j, before anybody is asked', async (words, said) => {
    const worker = aWorker([]);
    const { code, err } = await serin(worker, ['start', 'checkout', ...words]);
    expect([code, worker.asked]).toEqual([2, []]);
    expect(err).toContain(said);
  });

  it('tries again with the same key when the answer is lost, so that it counts once', async () => {
    const worker = aWorker([
      silence(),
      anAnswer({ tone: 'refused', code: 'not-yet', text: 'AWS is away.' }),
      started(),
    ]);
    const { code, err } = await serin(worker, ['start', 'checkout', 'v54']);
    expect(code).toBe(0);
    expect(worker.asked).toHaveLength(3);
    expect(new Set(worker.asked.map(({ key }) => key)).size).toBe(1);
    expect(err).toBe('serin-worker gave no answer. Trying again in 2 s.\nAWS is away. Trying again in 5 s.');
  });

  it('gives up after four tries, and says what it knows', async () => {
    const worker = aWorker([silence()]);
    expect(await serin(worker, ['start', 'checkout', 'v54'])).toMatchObject({ code: 'serin-worker gave no answer.' });
    expect(worker.asked).toHaveLength(4);
  });

  it('does not try again what cannot succeed', async () => {
    const worker = aWorker([new Error('These credentials may not call serin-worker.')]);
    await serin(worker, ['start', 'checkout', 'v54']);
    expect(worker.asked).toHaveLength(1);
  });
});

describe('serin start --dry-run', () => {
  const preview = {
    targets: [{ name: 'lambda-alias api:live', stable: '1 (v53)', canary: '2 (v54)' }],
    plan: someFacts().plan,
    alarms: { 'checkout-5xx': 'OK', 'checkout-p99': 'INSUFFICIENT_DATA' },
    checks: [
      { code: 'alarm-without-data', about: 'checkout-p99', ok: true, text: 'No data.', remedy: 'Send some.' },
      { code: 'alarm', about: 'checkout-5xx', ok: true, text: 'The alarm is OK.', remedy: '' },
      { code: 'share', about: null, ok: true, text: 'All targets start from the same share.', remedy: '' },
    ],
  } as const;

  it('shows preflight, versions and plan, and ends with 0 when nothing stands in the way', async () => {
    const worker = aWorker([anAnswer({ text: 'It can start.', preview })]);
    const { code, out } = await serin(worker, ['start', 'checkout', 'v54', '--dry-run', '--wait']);
    expect(code).toBe(0);
    expect(worker.asked.map(({ body }) => body.name)).toEqual(['dry-run']);
    expect(out).toBe(
      [
        'It can start.',
        '! checkout-p99: No data.',
        '    → Send some.',
        '✓ checkout-5xx: The alarm is OK.',
        '✓ All targets start from the same share.',
        'Versions:',
        '  lambda-alias api:live: 1 (v53) -> 2 (v54)',
        'Plan:',
        '  - 5%',
        '  - bake 10m',
        '  - 100%',
      ].join('\n'),
    );
  });

  it('ends with 1 when something blocks, with a cross and a remedy', async () => {
    const checks = [{ code: 'b', about: 'api', ok: false, text: 'It is gone.', remedy: 'Make it.' }] as const;
    const gone = { ...preview, checks };
    const answer = anAnswer({ tone: 'refused', code: 'preflight', text: 'It cannot start.', preview: gone });
    const { code, out } = await serin(aWorker([answer]), ['start', 'checkout', 'v54', '--dry-run']);
    expect(code).toBe(1);
    expect(out).toContain('It cannot start.\n✗ api: It is gone.\n    → Make it.\nVersions:');
  });
});

describe('--wait', () => {
  it('prints a line for each change, where it stands, and the card once; ends with 0 when it is completed', async () => {
    const shifted = later(someFacts(), 'Shifts to 100%.', { status: 'shifting', weight: 100, step: 2, until: null });
    const worker = aWorker([started(), seen(someFacts()), seen(shifted), seen(completed(shifted))]);
    const { code, out, err } = await serin(worker, ['start', 'checkout', 'v54', '--wait']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      [
        'Started v54.',
        'Plan: 5%, bake 10m, 100%',
        '2026-01-05T12:00:00Z  role/deploy-checkout (run-7) started v54.',
        '2026-01-05T12:00:00Z  Now at 5%, watching for 10 min. (baking at 5%, step 2 of 3, until 2026-01-05T12:10:00Z)',
        '  Card: https://slack.example/card',
        '2026-01-05T12:03:00Z  Shifts to 100%. (shifting at 100%, step 3 of 3)',
        '2026-01-05T12:04:00Z  Completed: v54 is stable now. (completed at 100%)',
      ].join('\n'),
    );
    expect(worker.waits).toEqual([10_000, 10_000, 10_000]);
    expect(worker.asked.slice(1).map(({ body }) => body)).toContainEqual({
      name: 'status',
      service: 'checkout',
      rollout: 'r-1',
    });
  });

  it('ends with 3 when the rollout goes back', async () => {
    const worker = aWorker([started(), seen(rolledBack())]);
    expect(await serin(worker, ['start', 'checkout', 'v54', '--wait'])).toMatchObject({ code: 3 });
  });

  it('ends with 4 when the rollout is stuck', async () => {
    const stuck = later(someFacts(), 'STUCK: it cannot be brought back.', { status: 'stuck' });
    expect(await serin(aWorker([started(), seen(stuck)]), ['start', 'checkout', 'v54', '--wait'])).toMatchObject({
      code: 4,
    });
  });

  it('goes on while Serin holds, and says once and loudly that it asks', async () => {
    const holding = later(someFacts(), 'Holds: somebody changed checkout-api.', { status: 'holding' });
    const worker = aWorker([started(), seen(holding), seen(holding), seen(completed(holding))]);
    const { code, out } = await serin(worker, ['start', 'checkout', 'v54', '--wait']);
    expect(code).toBe(0);
    expect(out.match(/SERIN HOLDS CHECKOUT AND ASKS/g)).toHaveLength(1);
  });

  it('ends with 5 when the time is over, and says that the rollout goes on', async () => {
    const worker = aWorker([started(), seen(someFacts())]);
    const { code, err } = await serin(worker, ['start', 'checkout', 'v54', '--wait', '--timeout', '25s']);
    expect([code, worker.waits]).toEqual([5, [10_000, 10_000, 5_000]]);
    expect(err).toBe(
      'The time is over. The rollout goes on: baking at 5%, step 2 of 3, until 2026-01-05T12:10:00Z. See: serin status checkout',
    );
  });

  it('ends with 130 on Ctrl-C, and says that the rollout goes on', async () => {
    const interruption = new AbortController();
    const worker = aWorker([started()], () => interruption.abort());
    const { code, err } = await serin(worker, ['start', 'checkout', 'v54', '--wait'], interruption.signal);
    expect([code, worker.asked.length]).toEqual([130, 1]);
    expect(err).toMatch(/^Interrupted\. The rollout goes on: baking at 5%/);
  });

  it('survives looks that fail, and says each trouble once', async () => {
    const denied = anAnswer({ tone: 'refused', code: 'proof-refused', text: 'AWS does not confirm who you are.' });
    const worker = aWorker([started(), silence(), silence(), denied, seen(completed())]);
    const { code, err } = await serin(worker, ['start', 'checkout', 'v54', '--wait']);
    expect(code).toBe(0);
    expect(err).toBe(
      [
        'The status could not be read: serin-worker gave no answer. Goes on asking.',
        'The status could not be read: AWS does not confirm who you are. Goes on asking.',
      ].join('\n'),
    );
  });

  it('says a change of the share that has no line in the timeline yet', async () => {
    const moved = someFacts({ weight: 25, standing: 'baking at 5% to 25%' });
    const lost = someFacts({ weight: 25, standing: 'baking, share unknown (25% was set)' });
    const worker = aWorker([started(), seen(moved), seen(lost), seen(completed(moved))]);
    const { out } = await serin(worker, ['start', 'checkout', 'v54', '--wait']);
    expect(out).toContain('\n  baking at 5% to 25%, step 2 of 3, until 2026-01-05T12:10:00Z\n');
    expect(out).toContain('\n  baking, share unknown (25% was set), step 2 of 3, until 2026-01-05T12:10:00Z\n');
  });
});

describe('serin rollback', () => {
  it('asks with the reason, and with --wait ends with 0 when it is rolled back', async () => {
    const back = later(someFacts(), 'Rolls back from 5%.', { status: 'rolling-back', weight: 0, until: null });
    const worker = aWorker([
      anAnswer({ tone: 'done', text: 'Rolls back from 5%.', rollout: back }),
      seen(rolledBack(back)),
    ]);
    const { code, out } = await serin(worker, ['rollback', 'checkout', '--reason', 'smoke test', '--wait']);
    expect(code).toBe(0);
    expect(worker.asked[0]?.body).toEqual({ name: 'rollback', service: 'checkout', text: 'smoke test' });
    expect(out).not.toContain('Plan:');
  });

  it('ends with 1 when there is nothing to take back', async () => {
    const refused = anAnswer({ tone: 'refused', code: 'no-rollout', text: 'No rollout is running.' });
    expect(await serin(aWorker([refused]), ['rollback', 'checkout'])).toMatchObject({
      code: 1,
      err: 'No rollout is running.',
    });
  });
});

describe('serin pause', () => {
  it('stops the plan of a service', async () => {
    const worker = aWorker([anAnswer({ tone: 'done', text: 'Paused at 5%.' })]);
    expect(await serin(worker, ['pause', 'checkout'])).toMatchObject({ code: 0, out: 'Paused at 5%.' });
    expect(worker.asked[0]?.body).toEqual({ name: 'pause', service: 'checkout' });
  });
});

describe('serin status', () => {
  it('of one service has everything that is known', async () => {
    const worker = aWorker([seen(someFacts({ reason: 'checkout-5xx fired' }))]);
    const { code, out } = await serin(worker, ['status', 'checkout']);
    expect(code).toBe(0);
    expect(worker.asked[0]?.body).toEqual({ name: 'status', service: 'checkout', rollout: null });
    expect(out).toContain('The rollback began because checkout-5xx fired.');
    expect(out).toContain('  lambda-alias checkout-api:live: 1 (v53) -> 2 (v54), 5%');
    expect(out).toContain('Card: https://slack.example/card');
  });

  it('says why a rollout was rolled back', async () => {
    const facts = rolledBack(someFacts({ reason: 'alice asked for it: smoke test' }));
    const { out } = await serin(aWorker([seen(facts)]), ['status', 'checkout']);
    expect(out).toContain(' Rolled back because alice asked for it: smoke test.\n');
  });

  it('of all services has a line for each, those that wait for somebody first', async () => {
    const services = [
      { service: 'calls', rollout: null },
      { service: 'checkout', rollout: someFacts() },
      { service: 'search', rollout: { ...someFacts(), status: 'holding' as const, standing: 'holding at 5%' } },
    ];
    const { out } = await serin(aWorker([anAnswer({ services })]), ['status']);
    expect(out.split('\n')).toEqual([
      'search    v54 holding at 5%, started by role/deploy-checkout (run-7)',
      'checkout  v54 baking at 5%, started by role/deploy-checkout (run-7)',
      'calls     never rolled out',
    ]);
  });
});

describe('--json', () => {
  it.each([
    ['status'],
    ['status', 'checkout'],
    ['start', 'checkout', 'v54'],
    ['start', 'checkout', 'v54', '--dry-run'],
  ])('prints the answer of the worker and nothing else: %s %s %s', async (...args) => {
    const answer = anAnswer({ rollout: someFacts() });
    const { out, err } = await serin(aWorker([answer]), [...args.filter((word) => word !== undefined), '--json']);
    expect([JSON.parse(out), err]).toEqual([answer, '']);
  });

  it('prints a refusal as JSON too, and ends with 1', async () => {
    const refused = anAnswer({ tone: 'refused', code: 'not-listed', text: 'No.' });
    const { code, out, err } = await serin(aWorker([refused]), ['start', 'checkout', 'v54', '--json']);
    expect([code, JSON.parse(out), err]).toEqual([1, refused, '']);
  });

  it('has with --wait the last state on standard output, and the progress on standard error', async () => {
    const worker = aWorker([started(), seen(rolledBack())]);
    const { code, out, err } = await serin(worker, ['start', 'checkout', 'v54', '--wait', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toEqual({ ...started(), rollout: rolledBack() });
    expect(err).toContain('Rollback verified: every target is as it was before.');
  });
});

it.each(['start', 'status', 'explain', 'pause', 'rollback'])(
  'serin %s --help says which permission it takes',
  async (command) => {
    const { code, out } = await serin(aWorker([]), [command, '--help']);
    expect(code).toBe(0);
    expect(out).toContain('lambda:InvokeFunction');
  },
);
