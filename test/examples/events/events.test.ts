import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handler } from '../../../examples/events/handler.ts';
import type { RolloutEvent } from '../../../src/domain/rollout/rollout-event.ts';
import { aWorld, MINUTE } from '../../engine/world/world.ts';
import { parseTemplate } from '../../stack/templates/parse-template.ts';

const { Resources } = parseTemplate(readFileSync('examples/events/template.yml', 'utf8'));

/** Every event of a rollout that goes back, and of one that is completed. */
async function realEvents(): Promise<readonly RolloutEvent[]> {
  const plan = [
    { kind: 'shift', weight: 20 },
    { kind: 'bake', ms: 6 * MINUTE },
    { kind: 'shift', weight: 100 },
    { kind: 'bake', ms: MINUTE },
  ] as const;
  const world = aWorld({ service: { plan, events: 'on' } });
  await world.say({ name: 'start' });
  await world.pass(2 * MINUTE);
  await world.alarm('checkout-5xx', 'ALARM');
  await world.pass(15 * MINUTE);
  await world.alarm('checkout-5xx', 'OK');
  await world.say({ name: 'start', force: true } as never);
  await world.pass(30 * MINUTE);
  return world.events;
}

/** One pattern of a rule: a text, or a prefix of one. */
type Wanted = string | { readonly prefix: string };

interface RuleProperties {
  readonly EventPattern: { readonly source: readonly string[]; readonly 'detail-type': readonly Wanted[] };
  readonly Targets: readonly {
    readonly InputPath?: string;
    readonly InputTransformer?: {
      readonly InputPathsMap: Readonly<Record<string, string>>;
      readonly InputTemplate: string;
    };
  }[];
}

const rule = (name: string) => Resources[name]?.Properties as unknown as RuleProperties;

function isTaken({ EventPattern }: RuleProperties, { type }: RolloutEvent): boolean {
  const fits = (wanted: Wanted) => (typeof wanted === 'string' ? wanted === type : type.startsWith(wanted.prefix));
  return EventPattern.source.includes('serin') && EventPattern['detail-type'].some(fits);
}

/**
 * What EventBridge sends to the target: a variable inside quotes is put in as it is, elsewhere as JSON ("Amazon EventBridge input
 * transformation").
 */
function sent({ Targets: [target] }: RuleProperties, detail: RolloutEvent): Readonly<Record<string, unknown>> {
  if (target?.InputPath === '$.detail') return { ...detail };
  const { InputPathsMap = {}, InputTemplate = '' } = target?.InputTransformer ?? {};
  const fieldOf = (name: string) => {
    const path = InputPathsMap[name] ?? '';
    const field = path.replace('$.detail.', '') as keyof RolloutEvent;
    expect(Object.keys(detail)).toContain(field);
    return detail[field];
  };
  const text = InputTemplate.replace(/"[^"]*"|<(\w+)>/g, (part, name) =>
    name === undefined
      ? part.replace(/<(\w+)>/g, (_: string, inside: string) => String(fieldOf(inside)))
      : JSON.stringify(fieldOf(name)),
  );
  return JSON.parse(text);
}

describe('the rules of the example', () => {
  it('bring every event to the webhook as it is', async () => {
    const events = await realEvents();
    expect(new Set(events.map(({ type }) => type))).toContain('Rollout Rolled Back');
    for (const event of events) {
      expect(isTaken(rule('WebhookRule'), event)).toBe(true);
      expect(sent(rule('WebhookRule'), event)).toEqual(event);
    }
  });

  it('make an event of Datadog of each, with an error for what went wrong', async () => {
    const rules = [rule('DatadogProgressRule'), rule('DatadogTroubleRule')];
    const events = await realEvents();
    const made = events.flatMap((event) => rules.filter((one) => isTaken(one, event)).map((one) => sent(one, event)));
    expect(made).toHaveLength(events.length);
    expect(made.map(({ alert_type, title }) => `${alert_type} ${title}`)).toContain(
      'error Rollout Rolling Back: checkout v54',
    );
    expect(made.at(-1)).toMatchObject({ alert_type: 'info', title: 'Rollout Completed: checkout v54' });
    // What Datadog requires ("Post an event" in its API reference).
    for (const { title, text } of made) expect([typeof title, typeof text]).toEqual(['string', 'string']);
  });

  it('write a reason with quotes in it as JSON', async () => {
    const [first] = await realEvents();
    const event = { ...first, type: 'Rollout Held', reason: 'says "no"\nand waits' } as RolloutEvent;
    expect(sent(rule('DatadogTroubleRule'), event).text).toBe(event.reason);
  });
});

describe('the function that shows rollouts on GitHub', () => {
  let server: Server;
  let deployments: { readonly id: number; readonly task: string; readonly ref: string; readonly environment: string }[];
  let statuses: { readonly id: number; readonly state: string; readonly description: string }[];
  let isDown: boolean;
  beforeEach(async () => {
    [deployments, statuses, isDown] = [[], [], false];
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://github');
      const answer = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
      if (isDown) return answer(502, {});
      if (request.headers.authorization !== 'Bearer a-token') return answer(401, {});
      if (request.method === 'GET')
        return answer(
          200,
          deployments.filter(({ task }) => task === searchParams.get('task')),
        );
      const body = JSON.parse(Buffer.concat(chunks).toString());
      const id = /^\/repos\/shop\/checkout\/deployments\/(\d+)\/statuses$/.exec(pathname)?.[1];
      if (id !== undefined) {
        statuses.push({ id: Number(id), ...body });
        return answer(201, {});
      }
      if (pathname !== '/repos/shop/checkout/deployments') return answer(404, {});
      deployments.push({ id: deployments.length + 1, ...body });
      return answer(201, { id: deployments.length });
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    process.env.GITHUB_API = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env.GITHUB_REPOSITORY = 'shop/checkout';
    process.env.GITHUB_TOKEN = 'a-token';
  });
  afterEach(async () => {
    for (const name of ['GITHUB_API', 'GITHUB_REPOSITORY', 'GITHUB_TOKEN']) delete process.env[name];
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it('makes one deployment a rollout, with the states it went through', async () => {
    for (const detail of await realEvents()) await handler({ detail });
    expect(deployments.map(({ ref, environment }) => [ref, environment])).toEqual([
      ['v54', 'checkout'],
      ['v54', 'checkout'],
    ]);
    const statesOf = (deployment: number) => statuses.filter(({ id }) => id === deployment).map(({ state }) => state);
    expect(statesOf(1)).toEqual(['in_progress', 'in_progress', 'failure', 'failure']);
    expect(statesOf(2).at(-1)).toBe('success');
    expect(statuses.find(({ state }) => state === 'failure')?.description).toContain('checkout-5xx fired');
  });

  it('makes no second deployment when an event comes twice', async () => {
    const [started] = await realEvents();
    if (started === undefined) throw new Error('no event');
    await handler({ detail: started });
    await handler({ detail: started });
    expect(deployments).toHaveLength(1);
  });

  it('fails while GitHub does, so that Lambda tries again', async () => {
    const [started] = await realEvents();
    if (started === undefined) throw new Error('no event');
    isDown = true;
    await expect(handler({ detail: started })).rejects.toThrow('GitHub answered 502');
  });
});
