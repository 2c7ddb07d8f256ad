import { readFileSync } from 'node:fs';
import { EventBridgeClient, type PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { createBuilds } from '../../src/adapters/aws/eventbridge/builds.ts';
import { putEntriesBy } from '../../src/adapters/aws/eventbridge/put-entries.ts';
import { readBaseline } from '../../src/cli/commands/rollback/baseline-file.ts';
import { hookToken } from '../../src/command/hook-token.ts';
import { healthSignalDetail } from '../../src/command/receive/health-signal.ts';
import { createHookReceiver } from '../../src/command/receive/hook.ts';
import { functionName, installation } from '../../src/compose/installation.ts';
import { foundAnswer } from '../../src/discovery/answer.ts';
import { controlCenterSchema } from '../../src/domain/environment/control-center.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { rolloutBaseline } from '../../src/domain/rollout/baseline.ts';
import type { BuildRequest } from '../../src/domain/rollout/effect.ts';
import { rolloutFacts } from '../../src/domain/rollout/facts.ts';
import { rolloutEventSchema } from '../../src/domain/rollout/rollout-event.ts';
import type { Discovery } from '../../src/domain/service.ts';
import { textAnswer } from '../../src/engine/inbound/answer-caller.ts';
import { firstCenter } from '../../src/environments/control-center.ts';
import type { HookAnswer } from '../../src/ports/hooks.ts';
import type { Preview } from '../../src/ports/inbound/caller.ts';
import { attach } from '../../src/sandbox/cloud/attach.ts';
import { localConfig } from '../adapters/aws/support/local-config.ts';
import { aRollout, NOW } from '../rollout/builders.ts';
import { readTemplate } from '../stack/templates/read-template.ts';
import { shownBlocks } from './shown-blocks.ts';

/** What the blocks hold, as far as the tests below look into it. */
interface Shown extends Record<string, unknown> {
  readonly targets: readonly object[];
  readonly detail: BuildRequest;
  readonly Statement: readonly { readonly Action: string; readonly Resource: string }[];
  readonly Detail: string;
}

const blocks = shownBlocks('json').map(({ where, text }) => ({ where, text, value: JSON.parse(text) as Shown }));

/** The JSON that documents show, by the field that tells it from the rest. */
const KINDS = {
  baseline: 'size',
  center: 'active',
  build: 'detail-type',
  permission: 'Statement',
  arm: 'arm',
  // Compared with what a function gets in test/stories/hook-payload.test.ts.
  payload: 'answerBy',
  answer: 'DetailType',
  event: 'startedBy',
  signal: 'health',
  // Filled as Datadog does in test/signals/webhooks.ts, and compared with examples/signals in test/examples/signals.
  datadog: 'transition',
} as const;

function shown(kind: keyof typeof KINDS): { readonly text: string; readonly value: Shown } {
  const [block, ...others] = blocks.filter(({ value }) => KINDS[kind] in value);
  if (block === undefined || others.length > 0) throw new Error(`${others.length + 1} blocks or none are a ${kind}.`);
  return block;
}

describe('the JSON that documents show', () => {
  it.each(blocks)('is of one kind that is checked: $where', ({ value }) => {
    expect(Object.values(KINDS).filter((field) => field in value)).toHaveLength(1);
  });

  it('has a baseline that a rollback takes, with the fields of one that Serin writes', () => {
    const { text, value } = shown('baseline');
    expect(readBaseline(text)).toMatchObject({ ok: true, baseline: { service: 'checkout' } });
    const real = rolloutBaseline(aRollout());
    expect(Object.keys(value)).toEqual(Object.keys(real));
    expect(Object.keys(value.targets[0] ?? {})).toEqual(Object.keys(real.targets[0] ?? {}));
  });

  it('has a control center as Serin reads and writes it', () => {
    const { text, value } = shown('center');
    expect(controlCenterSchema.parse(value)).toEqual(value);
    expect(Object.keys(value).toSorted()).toEqual(Object.keys(firstCenter('shop', 'a', 0)).toSorted());
    expect(text.trim()).toBe(JSON.stringify(value));
  });

  it('has the event that asks for a build', async () => {
    const { value } = shown('build');
    const put: NonNullable<PutEventsCommandInput['Entries']>[number][] = [];
    const client = attach(new EventBridgeClient(localConfig), 'EventBridge', {
      PutEvents: ({ Entries }: PutEventsCommandInput) => {
        put.push(...(Entries ?? []));
        return { FailedEntryCount: 0, Entries: [{ EventId: '1' }] };
      },
    } as never);
    const build = value.detail;
    await createBuilds({ put: putEntriesBy(client), busName: 'serin' }).request(build);
    expect(put).toMatchObject([{ Source: value.source, DetailType: value['detail-type'] }]);
    const every: Record<keyof BuildRequest, true> = {
      ...{ v: true, service: true, component: true, side: true, version: true, token: true },
    };
    expect(Object.keys(build).toSorted()).toEqual(Object.keys(every).toSorted());
  });

  it('has an event of a rollout, whose schema stands beside it', () => {
    const { value } = shown('event');
    expect(rolloutEventSchema.safeParse(value)).toMatchObject({ success: true, data: value });
    const schema = JSON.parse(readFileSync('docs/reference/rollout-event.schema.json', 'utf8'));
    expect(schema).toEqual(z.toJSONSchema(rolloutEventSchema as never));
    expect(Object.keys(schema.properties).toSorted()).toEqual(Object.keys(value).toSorted());
  });

  it('has a health signal that is taken, whose schema stands beside it', () => {
    const { value } = shown('signal');
    expect(healthSignalDetail.safeParse(value)).toMatchObject({ success: true, data: value });
    const schema = JSON.parse(readFileSync('docs/reference/health-signal.schema.json', 'utf8'));
    expect(schema).toEqual(z.toJSONSchema(healthSignalDetail as never));
    expect(Object.keys(schema.properties).toSorted()).toEqual(Object.keys(value).toSorted());
  });

  it('has a permission to call the worker, and no more', () => {
    const [statement, ...others] = shown('permission').value.Statement;
    expect(others).toEqual([]);
    expect(statement?.Action).toBe('lambda:InvokeFunction');
    expect(statement?.Resource.split(':').slice(5)).toEqual(['function', functionName('serin', 'worker')]);
  });

  it('has the answer of discovery to the configuration above it', () => {
    const page = readFileSync('docs/guides/propagation.md', 'utf8');
    const configured = parse(/```yaml\n( +discovery:[^`]*)```/.exec(page)?.[1] ?? '') as { discovery: Discovery };
    const { body } = foundAnswer({
      question: { service: 'checkout', user: 'alice', room: null, known: '' },
      discovery: configured.discovery,
      place: { arm: 'canary', rollout: 'r-0123456789ab', revision: 3 },
      ...{ side: null, isSure: true, origin: null },
    });
    expect(shown('arm').value).toEqual(JSON.parse(body));
  });

  it('has an event by which a hook answers, which reaches the worker and is taken with the right token', async () => {
    const { value } = shown('answer');
    const { CommandRule } = readTemplate('stack/events.yml').Resources;
    const pattern = CommandRule?.Properties.EventPattern as Readonly<Record<string, readonly string[]>>;
    expect(value.EventBusName).toBe(installation('serin').bus);
    expect(pattern.source).toContain(value.Source);
    expect(pattern['detail-type']).toContain(value.DetailType);
    const { token, ...detail } = JSON.parse(value.Detail);
    expect(token).toBe('…');
    const taken: HookAnswer[] = [];
    const nothing = () => undefined;
    const receive = createHookReceiver({
      macKey: async () => 'key',
      accept: async (answer) => {
        taken.push(answer);
      },
      log: { info: nothing, warn: nothing, error: nothing },
    });
    await receive({ ...detail, token: hookToken(detail, 'key') });
    expect(taken).toMatchObject([{ ok: true, text: 'Done' }]);
  });
});

describe('what docs/reference/cli.md says that --json prints', () => {
  const table =
    /## What `--json` prints[\s\S]*?\n(\|[\s\S]*?)\n\n/.exec(readFileSync('docs/reference/cli.md', 'utf8'))?.[1] ?? '';
  const rows = table.split('\n').slice(2);
  const words = (text: string) => [...text.matchAll(/`(\w+)`/g)].map(([, word]) => word);
  const rowOf = (field: string) => rows.find((row) => row.startsWith(`| \`${field}\` |`)) ?? '';
  /** The fields in a row, without those of what is in them. */
  const fieldsIn = (row: string) => words(row.replaceAll(/\([^)]*\)/g, '').split('|')[2] ?? '');

  it('are the fields of an answer', () => {
    expect(rows.map((row) => words(row)[0])).toEqual(Object.keys(textAnswer('')));
  });

  it('are the fields of a rollout', () => {
    expect(fieldsIn(rowOf('rollout')).toSorted()).toEqual(
      Object.keys(rolloutFacts({ ...aRollout(), planName: 'fast' }, NOW)).toSorted(),
    );
  });

  it('are the fields of a preview, and of what is found', () => {
    const preview: Record<keyof Preview, true> = { targets: true, plan: true, alarms: true, checks: true };
    const finding: Record<keyof Finding, true> = {
      ...{ severity: true, code: true, about: true, message: true, remedy: true, passes: true },
    };
    expect(fieldsIn(rowOf('preview'))).toEqual(Object.keys(preview));
    expect(fieldsIn(rowOf('findings'))).toEqual(Object.keys(finding));
  });
});
