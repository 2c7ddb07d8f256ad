import { describe, expect, it } from 'vitest';
import { run } from '../../../../src/cli/program.ts';
import { ANALYSIS_DEFAULTS, type AnalysisConfig } from '../../../../src/domain/analysis/analysis.ts';
import type { MinutePart } from '../../../../src/domain/analysis/minute.ts';
import type { CallerAnswer, CallerBody } from '../../../../src/ports/inbound/caller.ts';
import { aWorld, MINUTE, type World } from '../../../engine/world/world.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const CALLER = 'arn:aws:sts::123456789012:assumed-role/deploy-checkout/run-7';
const PLAN = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 100 },
] as const;

/** Each of both functions at 5 %: 3,000 requests of the canary and 57,000 of stable. */
const doing = (canary: number, stable: number): MinutePart => ({
  canary: { requests: 3_000, errors: Math.round(3_000 * canary) },
  stable: { requests: 57_000, errors: Math.round(57_000 * stable) },
});

/** The same with a latency: a part of the canary's requests is beyond stable's p95. */
function slow(part: number): MinutePart {
  const { canary, stable } = doing(0.01, 0.01);
  const bins = (requests: number, beyond: number) =>
    [0.1, 0.15, 0.25, 0.25, 0.15, 0.1 - beyond, beyond * 0.8, beyond * 0.2].map((each) => Math.round(requests * each));
  return {
    canary: canary && { ...canary, latency: bins(canary.requests, part) },
    stable: stable && { ...stable, latency: bins(stable.requests, 0.05) },
  };
}

const comparing = (analysis: Partial<AnalysisConfig> = {}) =>
  aWorld({ service: { plan: PLAN, alarms: ['checkout-5xx'], analysis: { ...ANALYSIS_DEFAULTS, ...analysis } } });

/** A rollout whose canary turns bad at a time, in minutes after the start. */
async function turningBad(after: number, over: Partial<AnalysisConfig> = {}, minutes = after + 4): Promise<World> {
  const world = comparing(over);
  const began = world.now();
  world.traffic.minute = (at) => doing(at < began + after * MINUTE ? 0.01 : 0.05, 0.01);
  await world.say({ name: 'start' });
  await world.pass(minutes * MINUTE);
  return world;
}

type Answers = (answer: CallerAnswer, body: CallerBody) => CallerAnswer;

/** Runs `serin explain` against the engine; what it answers goes over the wire as JSON. */
async function explain(world: World, args: readonly string[], change: Answers = (answer) => answer) {
  const terminal = fakeTerminal({ files: { 'there.svg': '' } });
  const asked: CallerBody[] = [];
  const open = {
    ...noAccount,
    worker: async () => ({
      ask: async (body: CallerBody, key: string): Promise<CallerAnswer> => {
        asked.push(body);
        const sent = { v: 1, installation: 'serin', key, issuedAt: world.now(), body } as const;
        const answer = await world.engine.answer(sent, { arn: CALLER });
        return JSON.parse(JSON.stringify(change(answer, body)));
      },
      now: () => world.now(),
      wait: async () => undefined,
    }),
  };
  const code = await run(['explain', ...args], terminal, open, 'serin');
  return {
    code,
    out: terminal.printed.join('\n'),
    err: terminal.complained.join('\n'),
    asked,
    created: terminal.created,
  };
}

/** The answer of a worker whose record somebody changed. */
const forged: Answers = (answer) => {
  const decisive = answer.explained?.comparison.decisive;
  if (answer.explained === undefined || answer.explained === null || decisive === undefined) return answer;
  const [first, ...minutes] = decisive.minutes;
  const canary = { requests: 3_000, errors: 31 };
  const changed = { ...decisive, minutes: first === undefined ? [] : [{ ...first, canary }, ...minutes] };
  const comparison = { ...answer.explained.comparison, decisive: changed };
  return { ...answer, explained: { ...answer.explained, comparison } };
};

describe('serin explain', () => {
  it('recomputes a verdict from the record and says what it was made from', async () => {
    const world = await turningBad(4);
    const { code, out, err, asked } = await explain(world, ['checkout']);
    expect([code, err]).toEqual([0, '']);
    expect(asked).toEqual([{ name: 'status', service: 'checkout', rollout: null, explain: true }]);
    const { id } = await world.rollout();
    expect(out).toMatch(new RegExp(`^checkout v54 \\(${id}\\): roll`));
    expect(out).toMatch(/\nVerdict: unhealthy\. v54 fails more often than v53: .* against 1%\.\n/);
    expect(out).toMatch(/\nDecided at \S+Z, from the metrics through \S+Z:\n {2}Rolls back from 5%, because v54 fails/);
    expect(out).toContain('\nRecomputed from the stored series: the same verdict.\n');
    expect(out).toMatch(/\nTests:\n {2}errors: canary \d+, expected [\d.]+, limit \d+, crossed in the minute \S+Z\n/);
    expect(out).toMatch(/\nSpent: [\d.]+% of the 1% chance of stopping a good version \(errors [\d.]+% of 0\.62%, /);
    expect(out).toMatch(/\nExposure: [\d,]+ requests met v54; about \d+ of them failed because of it\.\n/);
    expect(out).toContain('\n  plan: 5%, bake 10m, 100%\n  compared by: request\n  on unhealthy: roll back\n');
    expect(out).toContain('\n  tolerated: 1.1 times the error rate of stable\n  metrics: api');
  });

  it('has a line for each minute, with the evidence against its limit', async () => {
    const { out } = await explain(await turningBad(4), ['checkout']);
    const [heads = '', ...rows] = out.split('\n').filter((line) => /^ {2}(Minute|\d{4}-)/.test(line));
    expect(heads.split(/ {2,}/).slice(1)).toEqual([
      ...['Minute', 'share', 'v54 requests', 'errors', 'v53 requests', 'errors', 'errors / limit'],
    ]);
    expect(rows[0]).toMatch(/^ {2}\d{4}-\d\d-\d\dT\d\d:\d\dZ +5% +6,000 +60 +114,000 +1,140 +60 \/ \d+$/);
    expect(rows.at(-1)).toMatch(/ 300 +114,000 +1,140 +\d+ \/ \d+ ✗$/);
    expect(rows.slice(0, -1).some((row) => row.includes('✗'))).toBe(false);
  });

  it('quotes latency where that is what was found', async () => {
    const world = comparing();
    world.traffic.minute = () => slow(0.09);
    await world.say({ name: 'start' });
    await world.pass(6 * MINUTE);
    const { code, out } = await explain(world, ['checkout']);
    expect(code).toBe(0);
    expect(out).toContain(
      '\nVerdict: unhealthy. v54 is slower than v53: 9% of its requests are slower than the p95 of v53 before the start, against 5% on v53.\n',
    );
    expect(out).toMatch(/^ {2}Minute .* errors \/ limit +latency \/ limit$/m);
    expect(out).toMatch(/^ {2}latency: evidence [\d.]+, limit 5\.57, crossed in the minute \S+Z$/m);
    expect(out).toContain('the same verdict.');
  });

  it('ends with 1 where the record was changed: which field, why, and what to do', async () => {
    const { code, out, err } = await explain(await turningBad(4), ['checkout'], forged);
    expect(code).toBe(1);
    expect(out).toContain('Recomputed from the stored series: ANOTHER VERDICT.');
    expect(err).toMatch(
      /^verdict-differs: The verdict cannot be reproduced: canary\.requests is stored as 30000, recomputed 27000; /,
    );
    expect(err).toMatch(/Either the judge of this serin is not the one that decided, or the record was changed\.\n/);
    expect(err).toMatch(/\n {4}→ Run the serin of the version that was deployed at \S+Z\./);
  });

  it('says the verdict that let the canary through', async () => {
    const world = comparing();
    world.traffic.minute = () => doing(0.01, 0.01);
    await world.say({ name: 'start' });
    await world.pass(13 * MINUTE);
    const { code, out } = await explain(world, ['checkout']);
    expect(code).toBe(0);
    expect(out).toMatch(/\nVerdict: healthy\. v54 is not worse than v53: it fails 1% /);
    expect(out).toMatch(/:\n {2}v54 is not worse than v53: .*\n|:\n {2}Shifts to 100%/);
    expect(out).toContain('the same verdict.');
  });

  it('shows the newest thirty minutes of a long series, and all of them with --all', async () => {
    const plan = [PLAN[0], { kind: 'bake', ms: 60 * MINUTE }] as const;
    const world = aWorld({
      service: { plan, alarms: ['checkout-5xx'], analysis: { ...ANALYSIS_DEFAULTS, onUnhealthy: 'hold' } },
    });
    const began = world.now();
    world.traffic.minute = (at) => doing(at < began + 40 * MINUTE ? 0.01 : 0.05, 0.01);
    await world.say({ name: 'start' });
    await world.pass(44 * MINUTE);
    const rows = (out: string) => out.split('\n').filter((line) => /^ {2}\d{4}-/.test(line)).length;
    const [short, long] = [await explain(world, ['checkout']), await explain(world, ['checkout', '--all'])];
    expect(rows(short.out)).toBe(30);
    expect(short.out).toContain(`\n  … ${rows(long.out) - 30} earlier minutes; --all shows them\n`);
    expect(rows(long.out)).toBeGreaterThan(40);
    expect(long.out).not.toContain('earlier minutes');
    expect(long.out).toContain('\n  on unhealthy: hold and ask\n');
    expect(long.out).toMatch(/\nNewest verdict, through \S+Z: unhealthy\. /);
  });

  it('does not recompute a series that is longer than what is stored', async () => {
    const { code, out } = await explain(await turningBad(4), ['checkout'], (answer) => {
      const { explained } = answer;
      const decisive = explained?.comparison.decisive;
      if (explained === undefined || explained === null || decisive === undefined) return answer;
      const cut = { ...decisive, minutes: decisive.minutes.slice(2) };
      return { ...answer, explained: { ...explained, comparison: { ...explained.comparison, decisive: cut } } };
    });
    expect(code).toBe(0);
    expect(out).toMatch(/\nNot recomputed: the record has \d of the \d minutes that the verdict was made from\.\n/);
    expect(out).toMatch(/^ {2}Minute +share +v54 requests +errors +v53 requests +errors$/m);
  });

  it('prints the newest verdict where none has decided anything', async () => {
    const { code, out } = await explain(await turningBad(30, {}, 4), ['checkout']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /\nNo verdict has decided anything in this rollout\.\nNewest verdict: \w+\. .*\nIt was made from /,
    );
    expect(out).toMatch(/\nSpent: [\d.]+% chance of stopping a good version\.\n/);
  });

  it('says that there is no verdict yet, and since when the metrics cannot be read', async () => {
    const world = comparing();
    Object.assign(world.deps.arms, { minutes: () => Promise.reject(new Error('throttled')) });
    await world.say({ name: 'start' });
    await world.pass(4 * MINUTE);
    const { code, out } = await explain(world, ['checkout']);
    expect(code).toBe(0);
    expect(out).toMatch(/\nThe metrics could not be read since \S+Z\.\nThere is no verdict yet: no minute has been /);
    expect(out).not.toContain('Tests:');
  });

  it('says that a rollout is not compared where no metrics tell both versions apart', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    expect(await explain(world, ['checkout'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/no metrics tell both versions apart, so they are not compared\.$/),
    });
  });

  it('says that a service was never rolled out, and refuses one that there is not', async () => {
    expect(await explain(aWorld(), ['checkout'])).toMatchObject({ code: 0, out: expect.stringContaining('never') });
    expect(await explain(aWorld(), ['chekout'])).toMatchObject({ code: 1, err: expect.stringContaining('chekout') });
  });
});

describe('serin explain --svg', () => {
  it('draws the chart into a new file', async () => {
    const { code, created, err } = await explain(await turningBad(4), ['checkout', '--svg', 'verdict.svg']);
    expect(code).toBe(0);
    expect(created['verdict.svg']).toMatch(/^<svg xmlns="[\s\S]*limit crossed at \d\d:\d\dZ[\s\S]*<\/svg>\n$/);
    expect(err).toMatch(/^verdict\.svg: the chart of both versions/);
  });

  it('writes over nothing, and says so', async () => {
    const { code, err } = await explain(await turningBad(4), ['checkout', '--svg', 'there.svg']);
    expect(code).toBe(1);
    expect(err).toBe(
      'there.svg is there already, and explain writes over nothing. Name another file: --svg other.svg.',
    );
  });

  it('says that there is no series to draw', async () => {
    const { code, err, created } = await explain(await turningBad(30, {}, 4), ['checkout', '--svg', 'verdict.svg']);
    expect([code, created]).toEqual([1, {}]);
    expect(err).toMatch(/^There is no chart: /);
  });
});

describe('a rollout is named', () => {
  it('by its id, alone or after its service', async () => {
    const world = await turningBad(4);
    const { id } = await world.rollout();
    for (const named of [id, `checkout/${id}`]) {
      expect(await explain(world, [named])).toMatchObject({ code: 0, out: expect.stringContaining(`(${id})`) });
    }
  });

  it('also when another one has followed', async () => {
    const world = await turningBad(4);
    const { id } = await world.rollout();
    await world.pass(20 * MINUTE);
    world.traffic.minute = () => doing(0.01, 0.01);
    await world.say({ name: 'start' });
    expect((await world.rollout()).id).not.toBe(id);
    const { code, out } = await explain(world, [id]);
    expect([code, out]).toEqual([0, expect.stringContaining(`(${id}): rolled back`)]);
  });

  it('and refused where no service has it', async () => {
    expect(await explain(await turningBad(4), ['r-000000000000'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^No service has a rollout r-000000000000\. /),
    });
  });
});

describe('serin explain --json', () => {
  it('prints the verdict, the series with the evidence, and the settings', async () => {
    const { code, out } = await explain(await turningBad(4), ['checkout', '--json']);
    const said = JSON.parse(out);
    expect(code).toBe(0);
    expect(said).toMatchObject({
      v: 1,
      rollout: { service: 'checkout', canary: 'v54', stable: 'v53' },
      recomputed: 'equal',
      differences: [],
      verdict: { outcome: 'unhealthy', crossed: ['errors'] },
      alpha: { planned: 0.01 },
      settings: { split: 'request', tolerance: 1.1, onUnhealthy: 'rollback' },
      error: null,
    });
    expect(said.minutes[0]).toMatchObject({
      share: 5,
      canary: { requests: 6_000, errors: 60 },
      tests: { errors: { value: 60, expected: 60, isCrossed: false }, latency: { value: 0, expected: null } },
    });
    expect(said.decidedAt).toBeGreaterThan(said.verdict.through);
  });

  it('has the error, and says it on standard error too', async () => {
    const { code, out, err } = await explain(await turningBad(4), ['checkout', '--json'], forged);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      recomputed: 'different',
      error: { code: 'verdict-differs', cause: expect.any(String), remedy: expect.stringMatching(/^Run the serin /) },
    });
    expect(err).toMatch(/^verdict-differs: /);
  });

  it('is the answer of the worker where there is nothing to explain', async () => {
    const { code, out } = await explain(aWorld(), ['chekout', '--json']);
    expect([code, JSON.parse(out)]).toMatchObject([1, { tone: 'refused', code: 'unknown-service' }]);
  });
});
