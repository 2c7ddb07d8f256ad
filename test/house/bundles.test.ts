import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundle } from '../../src/build/functions.ts';

/**
 * The most that a function's bundle may have, in KB, and the most of it that is read before the first event: what they had when this
 * was written, and a little more.
 */
const BUDGETS: Readonly<Record<string, { readonly all: number; readonly start: number }>> = {
  alarm: { all: 1500, start: 663 },
  discovery: { all: 332, start: 332 },
  signals: { all: 102, start: 102 },
  slack: { all: 301, start: 301 },
  timer: { all: 1635, start: 661 },
  worker: { all: 1674, start: 668 },
};

/** What every function is made of with an SDK client in it: the SDK's core, and the shapes that are checked. */
const COMMON = [
  ...['@aws-sdk/client-ssm', '@aws-sdk/core', '@aws-sdk/credential-provider-env', '@aws/lambda-invoke-store'],
  ...['@smithy/core', '@smithy/node-http-handler', '@smithy/signature-v4', '@smithy/types', 'zod'],
];

const DYNAMODB = [
  ...['@aws-sdk/client-dynamodb', '@aws-sdk/dynamodb-codec', '@aws-sdk/endpoint-cache'],
  ...['@aws-sdk/middleware-endpoint-discovery', 'mnemonist', 'obliterator'],
];

const EVENTBRIDGE = ['@aws-sdk/client-eventbridge', '@aws-sdk/signature-v4-multi-region'];

/** Slack's client for its Web API. Bolt, which receives requests, is for the one function that does. */
const SLACK_WEB_API = [
  ...['@slack/web-api', '@slack/logger', '@slack/types', 'eventemitter3'],
  ...['p-finally', 'p-queue', 'p-retry', 'p-timeout', 'retry'],
];

const ENGINE = [
  ...COMMON,
  ...DYNAMODB,
  ...EVENTBRIDGE,
  ...SLACK_WEB_API,
  ...['@aws-sdk/client-cloudfront-keyvaluestore', '@smithy/signature-v4a'],
  ...['@aws-sdk/client-cloudwatch', '@smithy/middleware-compression', '@aws-sdk/client-lambda'],
  ...['@aws-sdk/client-route-53', '@aws-sdk/middleware-sdk-route53', '@aws-sdk/xml-builder'],
  ...[
    '@aws-sdk/client-ecs',
    '@aws-sdk/client-elastic-load-balancing-v2',
    '@aws-sdk/client-scheduler',
    '@aws-sdk/client-sts',
  ],
  // For the names of services that come near one that is not there.
  'fastest-levenshtein',
  // For the waits of steps: one file per kind says how it is written and how it is stored.
  'parse-duration',
];

const COMPONENTS = [
  ...['@aws-sdk/client-api-gateway', '@aws-sdk/middleware-sdk-api-gateway'],
  ...['@aws-sdk/client-s3', '@aws-sdk/middleware-sdk-s3', '@aws-sdk/checksums'],
];

/** The packages that each function's bundle may have code of. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  alarm: [...ENGINE, '@aws-sdk/client-sqs', '@aws-sdk/middleware-sdk-sqs'],
  discovery: [...COMMON, ...DYNAMODB],
  // It signs its calls itself, as the next one does.
  signals: ['@aws-sdk/core', '@smithy/core', '@smithy/signature-v4', '@smithy/types', 'zod', 'fastest-levenshtein'],
  slack: [
    // It signs its two calls itself: the SDK's clients would be most of its cold start.
    ...['@aws-sdk/core', '@smithy/core', '@smithy/signature-v4', '@smithy/types', 'zod'],
    ...SLACK_WEB_API,
    ...['@slack/bolt', 'bytes', 'depd', 'http-errors', 'inherits', 'path-to-regexp', 'raw-body', 'setprototypeof'],
    ...['statuses', 'toidentifier', 'tsscmp', 'unpipe', 'serverless-http', 'fastest-levenshtein'],
  ],
  timer: [...ENGINE, ...COMPONENTS],
  worker: [...ENGINE, ...COMPONENTS, 'pure-rand'],
};

/** What an alarm needs until the last write, whatever the targets: the table, and the shapes that are checked. */
const AT_START = [
  ...COMMON.filter((name) => name !== '@aws-sdk/client-ssm'),
  ...DYNAMODB,
  ...['@aws-sdk/xml-builder', 'fastest-levenshtein'],
];

/** The packages that are read before the first event. Every other SDK client, and Slack's, is read when it is needed. */
const START: Readonly<Record<string, readonly string[]>> = {
  alarm: AT_START,
  discovery: PACKAGES.discovery ?? [],
  signals: PACKAGES.signals ?? [],
  slack: PACKAGES.slack ?? [],
  timer: AT_START,
  worker: AT_START,
};

/** The packages that files of a bundle have code of, each once, in alphabetical order. */
function packagesOf({ metafile }: Bundle, files: Iterable<string>): readonly string[] {
  const inputs = [...files].flatMap((file) => Object.entries(metafile.outputs[file]?.inputs ?? {}));
  const names = inputs.flatMap(([path, { bytesInOutput }]) => {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    return name === undefined || bytesInOutput === 0 ? [] : [name];
  });
  return [...new Set(names)].sort();
}

let folder: string;
let bundles: readonly Bundle[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-bundles-'));
  bundles = await bundle({ outdir: folder });
});
afterAll(() => rm(folder, { recursive: true }));

describe('the bundles of the functions', () => {
  it('are those that have a budget', () => {
    expect(bundles.map(({ name }) => name).sort()).toEqual(Object.keys(BUDGETS));
  });

  it('hold nothing of the sandbox and its console, nor what only those use', () => {
    const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs));
    expect(inputs.length).toBeGreaterThan(100);
    const strangers = inputs.filter((path) =>
      /^src\/sandbox\/|node_modules\/(react|react-dom|uplot|slack-blocks-to-jsx|vite|playwright-core|dynalite|emulate)\//.test(
        path,
      ),
    );
    expect(strangers).toEqual([]);
  });

  it.each(Object.entries(PACKAGES))('%s has code of these packages and no others', (name, packages) => {
    const found = bundles.find((each) => each.name === name);
    expect(found && packagesOf(found, Object.keys(found.metafile.outputs))).toEqual([...packages].sort());
  });

  it.each(Object.entries(START))(
    '%s reads code of these packages and no others before its first event',
    (name, packages) => {
      const found = bundles.find((each) => each.name === name);
      expect(found && packagesOf(found, found.start)).toEqual([...packages].sort());
    },
  );

  it.each(Object.entries(BUDGETS))('%s stays below its budgets', (name, { all, start }) => {
    const missing = { bytes: Number.POSITIVE_INFINITY, startBytes: Number.POSITIVE_INFINITY };
    const { bytes, startBytes } = bundles.find((each) => each.name === name) ?? missing;
    expect(bytes / 1024).toBeLessThan(all);
    expect(startBytes / 1024).toBeLessThan(start);
  });
});
