import { readFileSync } from 'node:fs';
import { CloudWatchClient, type GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from 'vitest';
import { createArmReadings } from '../../../../src/adapters/aws/cloudwatch/arm-readings.ts';
import { run } from '../../../../src/cli/program.ts';
import { exit } from '../../../../src/cli/terminal/terminal.ts';
import { pastSources } from '../../../../src/config/analysis/past-metrics.ts';
import { ANALYSIS_DEFAULTS } from '../../../../src/domain/analysis/analysis.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { type CloudWatchModel, createCloudWatchModel } from '../../../../src/sandbox/cloud/cloudwatch/cloudwatch.ts';
import { localConfig } from '../../../adapters/aws/support/local-config.ts';
import { aService } from '../../../rollout/builders.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 0, 5, 9);
const files = { 'serin.yml': readFileSync('examples/serin.yml', 'utf8') };

let cloudwatch: CloudWatchModel;
let asked: GetMetricDataCommandInput[];
beforeEach(() => {
  asked = [];
  cloudwatch = createCloudWatchModel({ now: () => NOW, emit: () => undefined });
});

const readings = () => {
  const { model } = cloudwatch;
  const read = model.GetMetricData as (input: GetMetricDataCommandInput) => object;
  const GetMetricData = (input: GetMetricDataCommandInput) => {
    asked.push(input);
    return read(input);
  };
  const client = attach(new CloudWatchClient(localConfig), 'CloudWatch', { ...model, GetMetricData });
  return createArmReadings({ client, usEast1: client });
};

/** Puts hours of an alias into CloudWatch: so many requests a minute, of which this part fails. */
function serve(FunctionName: string, hours: number, requests: number, rate: (m: number) => number) {
  const dimensions = { FunctionName, Resource: `${FunctionName}:live` };
  const metric = (name: string) => ({ namespace: 'AWS/Lambda', name, dimensions });
  for (let m = 0; m < hours * 60; m++) {
    const at = NOW - hours * HOUR + m * MINUTE;
    cloudwatch.metrics.record(metric('Invocations'), at, 1, requests);
    cloudwatch.metrics.record(metric('Errors'), at, 1, Math.round(requests * rate(m)));
    for (const [i, part] of [0.1, 0.15, 0.25, 0.25, 0.15, 0.05, 0.04, 0.01].entries()) {
      cloudwatch.metrics.record(metric('Duration'), at, 10 * (i + 1), Math.round(requests * part));
    }
  }
}

async function simulate(words: readonly string[], signal?: AbortSignal) {
  const terminal = fakeTerminal({ files, ...(signal && { signal }) });
  const past = async () => ({ readings: readings(), now: () => NOW });
  const code = await run(['simulate', ...words], terminal, { ...noAccount, past }, 'serin');
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n') };
}

describe('serin simulate --backtest', () => {
  it('replays the judge over the past of the service, and counts what it would have stopped by mistake', async () => {
    // A day with an incident that every version would have had.
    serve('checkout-api', 24, 600, (m) => (m >= 900 && m < 930 ? 0.2 : 0.01));
    const words = ['checkout', '--backtest', '1d', '--plan', '5% 10m, 25% 10m, 100%', '--rollouts', '20'];
    const { code, out, err } = await simulate(words);
    expect(code).toBe(exit.done);
    expect(out).toMatch(
      /^checkout: 1,440 minutes from 2026-01-04T09:00Z, 600 requests a minute, 1\.4% failed\nPlan: 5%, bake 10m, 25%/,
    );
    expect(out).toMatch(
      /A canary that is stable itself \(20 rollouts in that time, seed 1\)\n {2}Stopped by mistake +0% \(0 to 1/,
    );
    expect(out).toMatch(/A person is asked +\d/);
    expect(out).toContain('each that was stopped was stopped by mistake');
    expect(out).toContain('The latency bins are those of the last three hours.');
    expect(err).toContain('reads the metrics from 2026-01-04T09:00Z\ncheckout: 5 of 20 rollouts simulated');
  });

  it('compares two plans over the same beginnings, and prints JSON, the same for the same seed', async () => {
    serve('checkout-api', 3, 600, () => 0.01);
    const words = [
      'checkout',
      '--backtest',
      '3h',
      '--plan',
      'canary 10% 10m',
      '--compare',
      '5% 5m, 100%',
      '--rollouts',
      '4',
    ];
    const one = await simulate([...words, '--json']);
    const two = await simulate([...words, '--json']);
    const other = await simulate([...words, '--json', '--seed', '2']);
    expect(one.out).toBe(two.out);
    const document = JSON.parse(one.out);
    expect(document).toMatchObject({
      ...{ v: 1, service: 'checkout', rollouts: 4, seed: 1 },
      past: { from: '2026-01-05T06:00:00.000Z', minutes: 180, traffic: 600, errors: 0.01 },
    });
    expect(document.plans.map(({ plan }: { plan: string }) => plan)).toEqual([
      ...['10%, bake 10m, 100%', '5%, bake 5m, 100%'],
    ]);
    expect(document.plans[0]).toMatchObject({ stoppedFrom: [], good: { stopped: { share: 0 } } });
    expect(JSON.parse(other.out).plans[0].good).not.toEqual(document.plans[0].good);
    expect((await simulate(words)).out).toMatch(/Plan 1 +Plan 2\n.*Timetable/);
  });

  it('reads a day at a time, and no further than it was told', async () => {
    serve('checkout-api', 2, 600, () => 0.01);
    await simulate(['checkout', '--backtest', '2d12h', '--plan', 'canary 10% 10m', '--rollouts', '1']);
    const days = asked.map(({ StartTime, EndTime }) => [StartTime, EndTime].map((at) => (Number(at) - NOW) / HOUR));
    expect(days).toEqual([
      [-3, 0],
      [-60, -36],
      [-36, -12],
      [-12, 0],
    ]);
  });

  it('says that latency is not compared where the last three hours have none', async () => {
    const dimensions = { FunctionName: 'checkout-api', Resource: 'checkout-api:live' };
    for (let at = NOW - HOUR; at < NOW; at += MINUTE)
      cloudwatch.metrics.record({ namespace: 'AWS/Lambda', name: 'Invocations', dimensions }, at, 1, 600);
    const { out } = await simulate(['checkout', '--backtest', '1h', '--plan', 'canary 10% 10m', '--rollouts', '1']);
    expect(out).toContain('Latency is not compared: the last three hours have none.');
  });

  it('has nothing to replay where CloudWatch has no requests, or no metrics tell versions apart', async () => {
    const none = await simulate(['checkout', '--backtest', '7d']);
    expect([none.code, none.err]).toEqual([
      exit.refused,
      expect.stringContaining('no requests of checkout in that time'),
    ]);
    const blind = await simulate(['calls', '--backtest', '7d']);
    expect([blind.code, blind.err]).toEqual([
      exit.refused,
      expect.stringContaining('No metrics tell both versions of calls'),
    ]);
  });

  it.each([
    [['--backtest', '15d'], 'Write whole minutes from 1h to 14d'],
    [['--backtest', '5m'], 'Write whole minutes from 1h to 14d'],
    [
      ['--backtest', '7d', '--traffic', '50/s'],
      "option '--backtest <time>' cannot be used with option '--traffic <rate>'",
    ],
    [['--users', '5'], "required option '--traffic <rate>' not specified"],
    [['--traffic', '50/s'], "required option '--users <number>' not specified"],
  ])('refuses %j, and says what to write', async (words, why) => {
    const { code, err } = await simulate(['checkout', ...words]);
    expect([code, err]).toEqual([exit.usage, expect.stringContaining(why)]);
  });

  it('stops when a person interrupts it', async () => {
    serve('checkout-api', 1, 600, () => 0.01);
    const aborted = AbortSignal.abort(new Error('interrupted'));
    await expect(simulate(['checkout', '--backtest', '1h'], aborted)).rejects.toThrow('interrupted');
  });
});

describe('the past of metrics that a service names', () => {
  const metric = (value: string | { a: string; b: string }) => ({
    namespace: 'Shop',
    name: 'Requests',
    dimensions: { Arm: value },
  });
  const of = (value: string | { a: string; b: string }) =>
    pastSources(
      aService({
        analysis: {
          ...ANALYSIS_DEFAULTS,
          metrics: { requests: metric(value), errors: [metric(value)], latency: metric(value) },
        },
      }),
    );

  it('is that of stable', () => {
    expect(of('{arm}')).toMatchObject({
      sources: [{ stable: { requests: { dimensions: { Arm: 'stable' } } }, edges: null }],
    });
  });

  it('is not known of target groups, which only a rollout tells apart', () => {
    const rule = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/50dc6c495c0c9188/f2/96';
    const targets = [{ kind: 'alb', rule, groups: ['shop-blue', 'shop-green'] }];
    expect(pastSources(aService({ targets }))).toEqual({
      problem: expect.stringMatching(
        /^Only a rollout knows which target group of .*shop.* is stable, .* by \{arm\} in/,
      ),
    });
  });

  it.each(['{version}', '{environment}', { a: 'one', b: 'two' }])('is not known by %j', (value) => {
    expect(of(value)).toEqual({ problem: expect.stringContaining('their past does not say which was stable') });
  });
});
