import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createOrderServer } from '../../../examples/arm-metrics/server.ts';
import { createArmReadings } from '../../../src/adapters/aws/cloudwatch/arm-readings.ts';
import { ANALYSIS_DEFAULTS } from '../../../src/domain/analysis/analysis.ts';
import { metricSources } from '../../../src/engine/preflight/metric-sources.ts';
import type { Arm } from '../../../src/routing/arm.ts';
import { writeDecision } from '../../../src/routing/carried-decision.ts';
import { attach } from '../../../src/sandbox/cloud/attach.ts';
import { createCloudWatchModel } from '../../../src/sandbox/cloud/cloudwatch/cloudwatch.ts';
import { put } from '../../adapters/aws/cloudwatch/arm-readings-contract.ts';
import { localConfig } from '../../adapters/aws/support/local-config.ts';
import { aWorld } from '../../engine/world/world.ts';
import { aService } from '../../rollout/builders.ts';
import { readEmbeddedMetrics } from '../../routing/embedded-metrics.ts';
import { bundleHandler } from '../feature-flags/a-container.ts';
import { type RunningFunction, startFunction } from './a-function.ts';

const MINUTE = 60_000;

const guide = readFileSync('docs/guides/arm-metrics.md', 'utf8');

/** The `metrics:` that the guide shows. */
const { metrics } = parse(/```(?:yaml)?\n(analysis:[^`]*)```/.exec(guide)?.[1] ?? '').analysis;

const carrying = (arm: Arm) => ({
  baggage: writeDecision('', { service: 'order', arm, rollout: 'r-1', revision: 1, chain: [] }),
});

/** Returns what Serin reads of lines that CloudWatch Logs got, by arm. */
async function readArms(lines: readonly string[]) {
  const values = lines.flatMap(readEmbeddedMetrics);
  const now = (Math.floor(Math.max(...values.map(({ at }) => at)) / MINUTE) + 1) * MINUTE;
  const { model } = createCloudWatchModel({ now: () => now, emit: () => undefined });
  const client = attach(new CloudWatchClient(localConfig), 'CloudWatch', model);
  for (const { at, value, ...id } of values) await put(client, id, at, [value]);
  const { deps } = aWorld();
  const arms = createArmReadings({ client, usEast1: client });
  const service = aService({ analysis: { ...ANALYSIS_DEFAULTS, metrics } });
  const clock = { ...deps.clock, now: () => now };
  const { sources } = await metricSources({ ...deps, arms, clock }, service, [], { roles: null, ids: undefined });
  const minutes = await arms.minutes({ sources }, { from: now - 60 * MINUTE, to: now });
  const add = (arm: Arm) =>
    minutes
      .flatMap(({ parts }) => parts.flatMap((part) => part[arm] ?? []))
      .reduce((sum, { requests, errors }) => ({ requests: sum.requests + requests, errors: sum.errors + errors }), {
        ...{ requests: 0, errors: 0 },
      });
  return { canary: add('canary'), stable: add('stable'), hasEdges: sources.every(({ edges }) => edges !== null) };
}

describe('a Lambda function with the one line', () => {
  let folder: string;
  let running: RunningFunction;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'serin-metrics-'));
    running = startFunction((await bundleHandler('examples/arm-metrics/handler.ts', folder, 'handler')).outfile);
  });
  afterAll(async () => {
    await running.end();
    await rm(folder, { recursive: true });
  });

  const order = async (arm: Arm, body: string) => {
    const event = { headers: { ...carrying(arm), 'x-user-id': 'alice' }, body };
    const outcome = await running.invoke({ event, remainingMs: 3_000 });
    return { outcome, line: await running.nextLine() };
  };

  it('answers as before, and its requests and errors are what Serin reads of each arm', async () => {
    const placed = await order('canary', '{"dishes":["soup"]}');
    const closed = await order('canary', '{"dishes":["oysters"]}');
    const broken = await order('stable', 'soup, please');
    const wrong = await order('stable', '{}');
    expect([placed, closed, broken, wrong].map(({ outcome }) => outcome)).toEqual([
      { answer: { statusCode: 201 } },
      { answer: { statusCode: 502 } },
      { error: expect.stringContaining('JSON') },
      { answer: { statusCode: 400 } },
    ]);
    expect(await readArms([placed, closed, broken, wrong].map(({ line }) => line))).toEqual({
      canary: { requests: 2, errors: 1 },
      stable: { requests: 2, errors: 1 },
      hasEdges: true,
    });
  });

  it('says the same of a user each time, and never the id', async () => {
    const [one, two] = [await order('canary', '{}'), await order('stable', '{}')];
    expect(JSON.parse(one.line).user).toMatch(/^[0-9a-f]{8}$/);
    expect(JSON.parse(two.line).user).toBe(JSON.parse(one.line).user);
    expect(one.line).not.toContain('alice');
  });
});

describe('a server with the one line', () => {
  it('counts what it answers, by the arm that requests carry', async () => {
    const lines: string[] = [];
    const server = createOrderServer({ write: (line) => lines.push(line) }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const get = async (path: string, arm: Arm) => (await fetch(url + path, { headers: carrying(arm) })).status;
    expect([await get('/orders', 'canary'), await get('/bills', 'canary'), await get('/orders', 'stable')]).toEqual([
      ...[200, 503, 200],
    ]);
    await new Promise((resolve) => server.close(resolve));
    expect(await readArms(lines)).toMatchObject({
      canary: { requests: 2, errors: 1 },
      stable: { requests: 1, errors: 0 },
    });
  });
});
