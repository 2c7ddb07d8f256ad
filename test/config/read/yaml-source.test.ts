import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/read/parse-config.ts';
import { aFile } from '../a-file.ts';

/** Every problem of a text, on one line each. */
function problems(text: string): readonly string[] {
  const parsed = parseConfig(text);
  return parsed.ok
    ? []
    : parsed.problems.map(({ line, column, message, remedy }) => `${line}:${column} ${message} ${remedy}`);
}

describe('a template function in a serin.yml', () => {
  it.each([
    '!Ref X',
    '!Sub X-5xx',
    '!GetAtt X.Arn',
    '!ImportValue x',
    '!Join [",", [a, b]]',
    '!reference [a]',
    '!!binary aGk=',
  ])('is refused where an alarm is named: %s', (value) => {
    expect(problems(aFile({ alarms: `[${value}]` }))[0]).toMatch(
      /^5:\d+ Nothing resolves the tag \S+ here: a serin\.yml is no template\. Write the value itself: for an alarm its own name/,
    );
  });

  it.each([
    ['a channel', { channel: '!Ref Channel' }],
    ['a target', { targets: '[!Ref Target]' }],
    ['a field of a target', { targets: '[{ kind: lambda-alias, function: !Ref F, alias: live }]' }],
    ['a list of alarms', { alarms: '!Split [",", "a,b"]' }],
    ['a plan', { plan: '!Ref Plan' }],
    ['a step', { plan: '[{ shift: !Ref Share }, { bake: 5m }, { shift: 100 }]' }],
  ])('is refused as %s', (_where, changes) => {
    expect(problems(aFile(changes)).join()).toMatch(/Nothing resolves the tag !/);
  });

  it('is refused once for each, together with everything else that is wrong', () => {
    const text = aFile({ channel: '!Ref C', alarms: '[!Ref A, b, b]', plan: 'carefully' });
    expect(problems(text).map((problem) => problem.replace(/^(\S+) (\S+ \S+ \S+ \S+).*/, '$1 $2'))).toEqual([
      '3:5 channel cannot be "C":',
      '3:19 Nothing resolves the tag',
      '5:19 Nothing resolves the tag',
      '5:25 b is there twice.',
      '6:5 "carefully" is not a',
    ]);
  });

  it('is refused as a mapping too', () => {
    expect(problems(aFile({ alarms: '[{ "Fn::Sub": x }]' }))[0]).toMatch(
      /alarms\[0\] is a mapping|Nothing resolves Fn::Sub/,
    );
    const dimensions = '{ "Fn::If": x }';
    const drain = `{ drain: { metric: { namespace: Calls, name: Sessions, dimensions: ${dimensions} }, atOrUnder: 0, atMost: 4h } }`;
    const found = problems(aFile({ plan: `[{ shift: 5 }, { bake: 5m }, { shift: 100 }, ${drain}]` }));
    expect(found).toEqual([expect.stringMatching(/^6:\d+ Nothing resolves Fn::If here/)]);
  });
});

describe('what YAML allows', () => {
  it.each([
    ['a tag that says what a value is anyway', { alarms: '[!!str checkout-5xx]' }],
    ['an anchor and its alias', { alarms: '[&a checkout-5xx]', onAlarm: '&b hold' }],
  ])('is taken where it is plain: %s', (_what, changes) => {
    expect(problems(aFile(changes))).toEqual([]);
  });

  it('is not taken where a merge key would have to be resolved', () => {
    expect(problems(`${aFile()}    <<: { onAlarm: hold }\n`)).toEqual([
      '7:5 Merge keys (<<) are not resolved. Write the fields out.',
    ]);
  });

  it('names a name that begins with * as it has to be written', () => {
    expect(problems(aFile({ alarms: '[*.example.com]' }))).toEqual([
      expect.stringContaining('belongs in quotes: "*.example.com".'),
    ]);
  });

  it('ends where a value is in itself', () => {
    expect(problems('services: &a { checkout: *a }').length).toBeGreaterThan(0);
    expect(problems('services: &a [*a]').length).toBeGreaterThan(0);
  });
});
