import { describe, expect, it } from 'vitest';
import { findingsAbout } from '../../../../src/adapters/targets/finding.ts';
import {
  resolveVersion,
  type Version,
  versionName,
  type Wanted,
} from '../../../../src/adapters/targets/lambda-alias/version.ts';

const aVersion = (number: string, description = ''): Version => ({
  number,
  description,
  role: '',
  deadLetter: '',
  publishedAt: 0,
});
const LATEST = aVersion('$LATEST');

/** Looks for a version of `api` that a label names. */
const resolve = (over: Partial<Wanted>) =>
  resolveVersion(
    { function: 'api', label: 'v2', explicit: undefined, versions: [], aliases: {}, ...over },
    findingsAbout('a test'),
  );

describe('the version that a label means', () => {
  it.each<[string, Partial<Wanted>]>([
    ['a description', { versions: [LATEST, aVersion('1', 'v1'), aVersion('2', 'v2')] }],
    ['an alias', { versions: [LATEST, aVersion('1', 'v1'), aVersion('2')], aliases: { v2: '2', live: '1' } }],
    ['a number', { label: '2', versions: [LATEST, aVersion('1', 'v1'), aVersion('2')] }],
    [
      'what is published, beside $LATEST of the same description',
      { versions: [aVersion('$LATEST', 'v2'), aVersion('2', 'v2')] },
    ],
    [
      'a number that was named, whatever the label says',
      { label: 'v1', explicit: '2', versions: [aVersion('1', 'v1'), aVersion('2')] },
    ],
  ])('is found by %s', (_, wanted) => {
    expect(resolve(wanted)).toMatchObject({ number: '2' });
  });

  it('is asked for where it could be two, the newer first', () => {
    expect(resolve({ versions: [LATEST, aVersion('1', 'v2'), aVersion('2', 'v2')] })).toMatchObject({
      code: 'version-ambiguous',
      message: 'v2 could be 2 (v2), 1 (v2) of api.',
      remedy: 'Say which one with `api=<number>`.',
    });
  });

  it('is never $LATEST', () => {
    const versions = [aVersion('$LATEST', 'v2'), aVersion('1', 'v1')];
    const message = 'v2 is $LATEST of api, which can change at any time.';
    expect(resolve({ versions })).toMatchObject({ code: 'version-not-published', message });
    expect(resolve({ explicit: '$LATEST', versions: [] })).toMatchObject({
      code: 'version-not-published',
      message: '$LATEST is $LATEST of api, which can change at any time.',
    });
  });
});

describe('a version that is missing', () => {
  const missing = (over: Partial<Wanted>) => {
    const finding = resolve({ label: 'v5', ...over });
    return 'severity' in finding && finding.code === 'version-missing' ? finding.message : finding;
  };

  it('is told with the versions that there are, without $LATEST', () => {
    expect(missing({ versions: [LATEST, aVersion('1', 'v1'), aVersion('2')] })).toBe(
      'api has no version v5. There is 2, 1 (v1).',
    );
    expect(missing({ versions: [aVersion('$LATEST', 'fixes v5')] })).toBe(
      'api has no version v5. There is no published version.',
    );
  });

  it.each([
    [10, /^[^.]*\. There is 10, .*, 1\.$/],
    [11, /^[^.]*\. There is 11, .*, 2, and 1 older ones\.$/],
    [30, /^[^.]*\. There is 30, .*, 21, and 20 older ones\.$/],
  ])('is told with ten versions at most, of %i', (count, words) => {
    const versions = Array.from({ length: count }, (_, index) => aVersion(String(index + 1)));
    expect(missing({ versions })).toMatch(words);
  });

  it.each(['reverts v5', 'v5, again', '(v5)', 'see v5.', 'see v5...', '...v5', 'release -v5-', 'v4/v5'])(
    'is told with the version that mentions it: %j',
    (description) => {
      expect(missing({ versions: [aVersion('7', description)] })).toContain(` It is mentioned by 7 (${description}). `);
    },
  );

  it.each(['v5.1', 'v5-rc', 'rev5', 'v5+build', 'my_v5', 'v.5', 'v-5'])(
    'is not mentioned by a longer word: %j',
    (description) => {
      expect(missing({ versions: [aVersion('7', description)] })).toBe(
        `api has no version v5. There is 7 (${description}).`,
      );
    },
  );

  it('that was named by its number is not looked for in descriptions', () => {
    expect(missing({ explicit: '9', label: 'v5', versions: [aVersion('1', 'fixes v5 and 9')] })).toBe(
      'api has no version 9. There is 1 (fixes v5 and 9).',
    );
  });
});

it('a version is called by its number, and by no more than 60 letters of its description', () => {
  expect(versionName(aVersion('7'))).toBe('7');
  expect(versionName(aVersion('7', 'x'.repeat(60)))).toBe(`7 (${'x'.repeat(60)})`);
  expect(versionName(aVersion('7', 'x'.repeat(61)))).toBe(`7 (${'x'.repeat(60)})`);
});
