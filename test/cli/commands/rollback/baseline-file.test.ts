import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseline as baselineViews } from '../../../../src/adapters/slack/views/rollout/baseline.ts';
import { readBaseline } from '../../../../src/cli/commands/rollback/baseline-file.ts';
import { baselineText, rolloutBaseline } from '../../../../src/domain/rollout/baseline.ts';
import type { Rollout, TargetState } from '../../../../src/domain/rollout/record.ts';
import { aRollout } from '../../../adapters/slack/support/a-rollout.ts';
import { aRecord, aRoute53Config } from '../../../adapters/targets/route53/world.ts';
import { aTarget } from '../../../adapters/targets/support/a-target.ts';

const nothing = {
  stable: 'v53',
  canary: 'v54',
  weight: 0,
  expressed: [],
  baseline: ['"x": 1,'],
  notes: [],
  findings: [],
};

function anAlias(name: string): TargetState {
  const config = { kind: 'lambda-alias', function: name, alias: 'live' };
  return aTarget(config, { ...nothing, frozen: { stable: '53', canary: '54' } });
}

function records(zone: string, identifiers: readonly [string, string], values: readonly string[]): TargetState {
  const [stable, canary] = identifiers.map((SetIdentifier, index) => ({
    ...aRecord(SetIdentifier, index === 0 ? 100 : 0),
    ResourceRecords: values.map((Value) => ({ Value })),
  }));
  const frozen = JSON.parse(JSON.stringify({ stable, canary }));
  return aTarget({ ...aRoute53Config(zone), identifiers }, { ...nothing, frozen });
}

/** What a person gets who marks the messages of the thread on the screen and copies them. */
function fromTheScreen(rollout: Rollout): string {
  return texts(rollout)
    .flatMap((message) => [
      'Serin',
      'APP',
      '  10:05',
      ...message.map((text) => text.replaceAll('```', '').trim()),
      '1',
      '+',
    ])
    .join('\n');
}

/** The sections of each message, as Slack's API gives them. */
function texts(rollout: Rollout): readonly (readonly string[])[] {
  return baselineViews(rollout).map(({ blocks }) =>
    blocks.map((block) => (block.type === 'section' ? (block.text?.text ?? '') : '')),
  );
}

const fromTheApi = (rollout: Rollout): string => texts(rollout).flat().join('\n');

/** What became of a rollout's baseline on its way through a file. */
function taken(text: string) {
  const checked = readBaseline(text);
  if (!checked.ok) return checked.problems;
  return checked.targets.map(({ name, config, stable, canary, frozen }) => ({ name, config, stable, canary, frozen }));
}

function wanted({ targets }: Rollout) {
  return targets.map(({ name, config, stable, canary, frozen }) => ({ name, config, stable, canary, frozen }));
}

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 128 }).filter((text) => text.length <= 128);
const aName = fc.stringMatching(/^[a-zA-Z0-9_-]{1,40}$/);
const someRecords = fc
  .record({
    zone: fc.stringMatching(/^Z[A-Z0-9]{5,20}$/),
    identifiers: fc.uniqueArray(word, { minLength: 2, maxLength: 2 }),
    values: fc.array(fc.oneof(fc.ipV4(), word, fc.constantFrom('`', '```', '<!channel>', '&amp;', '"', '\\')), {
      minLength: 1,
      maxLength: 60,
    }),
  })
  .map(({ zone, identifiers, values }) => records(zone, identifiers as [string, string], values));
const rollouts = fc
  .uniqueArray(fc.oneof(aName.map(anAlias), someRecords), { minLength: 1, maxLength: 12, selector: ({ name }) => name })
  .map((targets) => aRollout({ targets }));

describe('the baseline of a rollout is taken as it was', () => {
  it.each([
    ['its JSON', (rollout: Rollout) => baselineText(rolloutBaseline(rollout))],
    ['its JSON on one line', (rollout: Rollout) => JSON.stringify(rolloutBaseline(rollout))],
    ['the messages as the API gives them, with the fences', fromTheApi],
    ['the messages as they are copied from the screen', fromTheScreen],
    ['the same with the line ends of Windows', (rollout: Rollout) => fromTheScreen(rollout).replaceAll('\n', '\r\n')],
  ])('from %s', (_what, copied) => {
    fc.assert(
      fc.property(rollouts, (rollout) => {
        expect(taken(copied(rollout))).toEqual(wanted(rollout));
      }),
    );
  });

  it('from the API although a line of it is longer than a block of Slack', () => {
    const rollout = aRollout({ targets: [records('Z0123456789', ['a', 'b'], ['x '.repeat(4000)])] });
    expect(taken(fromTheApi(rollout))).toEqual(wanted(rollout));
  });

  it('from the page that describes it', () => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/reference/cli.md', 'utf8')) ?? [];
    expect(taken(example)).toMatchObject([{ name: 'lambda-alias checkout-api:live' }]);
  });

  it('from a copy in which a chat wrote entities', () => {
    const rollout = aRollout({ targets: [records('Z0123456789', ['a&b', '<c>'], ['1.2.3.4'])] });
    const plain = JSON.stringify(rolloutBaseline(rollout), null, 1);
    const asEntities = plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    expect(taken(`\`\`\`\n${asEntities}\n\`\`\``)).toEqual(wanted(rollout));
  });
});

describe('a baseline is refused', () => {
  const whole = rolloutBaseline(
    aRollout({ targets: [anAlias('checkout-api'), records('Z0123456789', ['a', 'b'], ['1.2.3.4'])] }),
  );
  const problems = (value: unknown) => taken(typeof value === 'string' ? value : JSON.stringify(value));

  it('when a message in the middle was left out, although the rest is whole JSON', () => {
    const values = Array.from({ length: 200 }, (_, index) => `10.0.0.${index}`);
    const parts = texts(aRollout({ targets: [records('Z0123456789', ['a', 'b'], values)] })).flat();
    const fenced = parts.filter((text) => text.startsWith('```'));
    expect(fenced.length).toBeGreaterThan(2);
    expect(taken(fenced.join('\n'))).toHaveLength(1);
    expect(taken(fenced.toSpliced(1, 1).join('\n'))).toEqual([expect.stringMatching(/part is missing|no whole JSON/)]);
  });

  it('when a target was taken out and the size was not', () => {
    const fewer = { ...whole, targets: whole.targets.slice(1) };
    expect(problems(fewer)).toEqual([expect.stringContaining('If you changed it on purpose, take size out.')]);
    const { size: _, ...byHand } = fewer;
    expect(problems(byHand)).toHaveLength(1);
    expect(problems(byHand)).toMatchObject([{ name: whole.targets[1]?.name }]);
  });

  it('with everything that is wrong with it at once', () => {
    const [alias, pair] = whole.targets;
    const targets = [
      { ...alias, name: 'lambda-alias checkout-api:other' },
      { ...alias, baseline: { stable: '53', canary: '$LATEST' } },
      { ...pair, config: { ...aRoute53Config('Z0123456789'), record: 'other.example.com', identifiers: ['a', 'b'] } },
      { ...alias, config: { kind: 'nix' } },
    ];
    const found = problems({ v: 2, service: 'Checkout', rollout: 'r', targets }) as readonly string[];
    expect(found.map((line) => line.split(': ')[0])).toEqual([
      'v',
      'service',
      'targets[0].name',
      'targets[1].baseline.canary',
      'targets[2].name',
      'targets[2].baseline.stable.Name',
      'targets[2].baseline.canary.Name',
      'targets[3].config.kind',
    ]);
  });

  it('when a target is there twice', () => {
    const { size: _, ...byHand } = { ...whole, targets: [whole.targets[0], whole.targets[0]] };
    expect(problems(byHand)).toEqual(['targets[1]: lambda-alias checkout-api:live is there twice']);
  });

  it.each([
    ['nothing', ''],
    ['something else', 'hello'],
    ['a list', '[]'],
    ['half of it', '{ "v": 1,'],
  ])('when it is %s', (_what, text) => {
    expect(readBaseline(text).ok).toBe(false);
  });
});
