import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ArmMetricsOptions, recordRequests, withArmMetrics } from '../../src/routing/arm-metrics.ts';
import { writeDecision } from '../../src/routing/carried-decision.ts';
import { toPayload } from '../../src/routing/carry-payload.ts';
import { readEmbeddedMetrics } from './embedded-metrics.ts';

const START = Date.UTC(2026, 0, 5, 9);

let now: number;
let lines: string[];
beforeEach(() => {
  now = START;
  lines = [];
});

interface Event {
  readonly headers?: Readonly<Record<string, string>>;
  readonly user?: string;
}

const options = (change: Partial<ArmMetricsOptions<Event>> = {}): ArmMetricsOptions<Event> => ({
  service: 'order',
  now: () => now,
  out: { write: (line) => lines.push(line) },
  ...change,
});

/** Runs a handler that takes 12 ms. */
async function run(answer: unknown, change: Partial<ArmMetricsOptions<Event>> = {}, event: unknown = {}) {
  const handle = async (_event: Event): Promise<unknown> => {
    now += 12;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return withArmMetrics(handle, options(change))(event as Event);
}

const BAGGAGE = writeDecision('', { service: 'order', arm: 'canary', rollout: 'r-1', revision: 1, chain: [] });
const last = () => JSON.parse(lines.at(-1) ?? '{}');

describe('a line of metrics', () => {
  it('is one request with its latency, by service and arm, as the embedded metric format has it', async () => {
    await run({ statusCode: 200 });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('}\n')).toBe(true);
    const id = { at: START + 12, namespace: 'Serin', dimensions: { service: 'order', arm: 'stable' } };
    expect(readEmbeddedMetrics(lines[0] ?? '')).toEqual([
      { ...id, name: 'requests', value: 1 },
      { ...id, name: 'errors', value: 0 },
      { ...id, name: 'latency', value: 12 },
    ]);
  });

  it('keeps to the format whatever requests, users and clocks are', async () => {
    const request = fc.oneof(fc.anything(), fc.record({ headers: fc.dictionary(fc.string(), fc.string()) }));
    await fc.assert(
      fc.asyncProperty(
        request,
        fc.anything(),
        fc.double({ min: 1e12, max: 4e12, noNaN: true }),
        async (event, user, at) => {
          now = at;
          await run(null, { user: () => user, arm: () => user }, event);
          expect(readEmbeddedMetrics(lines.at(-1) ?? '').map(({ dimensions }) => dimensions.arm)).toEqual([
            ...['stable', 'stable', 'stable'],
          ]);
        },
      ),
    );
  });

  it('goes to the namespace that is named', async () => {
    await run(null, { namespace: 'Shop' });
    expect(readEmbeddedMetrics(lines[0] ?? '')[0]?.namespace).toBe('Shop');
  });

  it('has a latency of no less than 0, when the clock is set back', async () => {
    const handle = async () => {
      now -= 1_000;
    };
    await withArmMetrics(handle, options())({});
    expect(last().latency).toBe(0);
  });
});

describe('an error', () => {
  it.each([
    ['a status of 500', { statusCode: 500 }, 1],
    ['a status of 503 as text, as a load balancer takes it', { statusCode: '503' }, 1],
    ['a status of 502 of a Fetch response', new Response(null, { status: 502 }), 1],
    ['a status of 404', { statusCode: 404 }, 0],
    ['an answer without a status', { status: 'paid' }, 0],
    ['no answer', undefined, 0],
    [
      'an answer that throws when it is read',
      {
        get statusCode() {
          throw new Error('no');
        },
      },
      0,
    ],
  ])('is counted or not: %s', async (_name, answer, errors) => {
    expect(await run(answer)).toBe(answer);
    expect(last().errors).toBe(errors);
  });

  it('is what the handler throws, and the caller gets it', async () => {
    const thrown = new Error('the kitchen is closed');
    await expect(run(thrown)).rejects.toBe(thrown);
    expect(last().errors).toBe(1);
  });

  it('is what a handler throws that is not async', async () => {
    const handle = (): never => {
      throw new Error('at once');
    };
    await expect(withArmMetrics(handle, options())({})).rejects.toThrow('at once');
    expect(last().errors).toBe(1);
  });
});

describe('a request that Lambda is about to end', () => {
  /** Timers that go off when the test says so. */
  const timers = () => {
    const set: { run: () => void; ms: number }[] = [];
    return { set, setTimeout: (run: () => void, ms: number) => set.push({ run, ms }) };
  };
  const context = {
    left: 3_000,
    getRemainingTimeInMillis() {
      return this.left;
    },
  };

  it('counts as an error, once, 100 ms before', async () => {
    const { set, setTimeout } = timers();
    let finish = (): void => undefined;
    const handle = (_event: Event, _context: unknown) =>
      new Promise<void>((resolve) => {
        finish = resolve;
      });
    const answer = withArmMetrics(handle, options({ setTimeout }))({}, context);
    expect(set.map(({ ms }) => ms)).toEqual([2_900]);
    now += 2_900;
    set[0]?.run();
    expect(last()).toMatchObject({ errors: 1, latency: 2_900 });
    finish();
    await answer;
    expect(lines).toHaveLength(1);
  });

  it('is no error when it answered before', async () => {
    const { set, setTimeout } = timers();
    await withArmMetrics(async (_event: Event, _context: unknown) => undefined, options({ setTimeout }))({}, context);
    set[0]?.run();
    expect(lines.map((line) => JSON.parse(line).errors)).toEqual([0]);
  });

  it('has no timer without Lambda’s context', async () => {
    const { set, setTimeout } = timers();
    await run(null, { setTimeout });
    expect(set).toEqual([]);
  });
});

describe('the arm', () => {
  it.each([
    ['the header of a request', { headers: { Baggage: BAGGAGE } }],
    ['the payload of an invocation', toPayload({}, BAGGAGE)],
    ['the detail of an event', { detail: toPayload({}, BAGGAGE) }],
  ])('is that of the decision in %s', async (_name, event) => {
    await run(null, {}, event);
    expect(last().arm).toBe('canary');
  });

  it('is that of the decision in the client context', async () => {
    const handle = async (_event: Event, _context: unknown) => null;
    await withArmMetrics(handle, options())({}, { clientContext: { Custom: { baggage: BAGGAGE } } });
    expect(last().arm).toBe('canary');
  });

  it('is stable without a decision, and for a decision about another service', async () => {
    await run(null);
    await run(null, { service: 'menu' }, { headers: { baggage: BAGGAGE } });
    expect(lines.map((line) => JSON.parse(line).arm)).toEqual(['stable', 'stable']);
  });

  it('is a text that counts for the whole process; one that is not set counts as not given', async () => {
    const event = { headers: { baggage: BAGGAGE } };
    for (const arm of ['54', '', undefined]) await run(null, { arm }, event);
    expect(lines.map((line) => JSON.parse(line).arm)).toEqual(['54', 'canary', 'canary']);
  });

  it('is one of two where a function reads it of the request, whatever a client writes there', async () => {
    const arm = ({ headers }: Event) => headers?.['serin-arm'];
    for (const header of ['canary', 'stable', 'x'.repeat(9_000)])
      await run(null, { arm }, { headers: { 'serin-arm': header } });
    await run(null, {
      arm: () => {
        throw new Error('no');
      },
    });
    expect(lines.map((line) => JSON.parse(line).arm)).toEqual(['canary', 'stable', 'stable', 'stable']);
  });
});

describe('the user', () => {
  const userIn = async (user: string, change: Partial<ArmMetricsOptions<Event>> = {}) => {
    await run(null, { user: (event) => event.user, ...change }, { user });
    return last().user;
  };

  it('is a hash that depends on the id, the service and the salt', async () => {
    const hashes = [
      ...[await userIn('alice'), await userIn('bob'), await userIn('alice', { service: 'menu' })],
      ...[await userIn('alice', { salt: 's1' }), await userIn('alice', { salt: 's2' })],
    ];
    expect(new Set(hashes).size).toBe(5);
    expect(await userIn('alice')).toBe(hashes[0]);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{8}$/);
  });

  it('is no dimension', async () => {
    await userIn('alice');
    for (const { dimensions } of readEmbeddedMetrics(lines[0] ?? ''))
      expect(Object.keys(dimensions)).toEqual(['service', 'arm']);
  });

  it('is left out where the id is none, or reading it throws', async () => {
    await run(null, {
      user: () => {
        throw new Error('no');
      },
    });
    for (const id of ['', 'x'.repeat(129)]) await userIn(id);
    expect(lines.map((line) => 'user' in JSON.parse(line))).toEqual([false, false, false]);
  });
});

describe('metrics that cannot be written', () => {
  it('fail no request', async () => {
    const out = {
      write: () => {
        throw new Error('EPIPE');
      },
    };
    expect(await run('answer', { out })).toBe('answer');
  });
});

describe('a request of a server', () => {
  /** A response that is over when the test says so. */
  const aResponse = (statusCode: number) => {
    const listeners: (() => void)[] = [];
    return {
      statusCode,
      once: (_event: 'close', listener: () => void) => listeners.push(listener),
      close() {
        for (const each of listeners) each();
      },
    };
  };

  it('is counted when its response is over, and goes on to the next middleware', () => {
    const response = aResponse(500);
    let passed = 0;
    const record = recordRequests({ service: 'order', now: () => now, out: { write: (line) => lines.push(line) } });
    record({ headers: { baggage: BAGGAGE } }, response, () => {
      passed++;
    });
    expect([passed, lines.length]).toEqual([1, 0]);
    now += 7;
    response.close();
    expect(last()).toMatchObject({ arm: 'canary', errors: 1, latency: 7 });
  });
});
