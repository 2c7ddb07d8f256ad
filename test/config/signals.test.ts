import { describe, expect, it } from 'vitest';
import { changes, contents } from '../../src/cli/commands/apply/changes.ts';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';
import type { Service } from '../../src/domain/service.ts';
import { aFile } from './a-file.ts';

const SIGNALS = '[{ name: datadog, expires: 5m }, { name: own-check, expires: 1d }]';

function problems(change: Readonly<Record<string, string | null>>): readonly string[] {
  const parsed = parseConfig(aFile(change));
  return parsed.ok
    ? []
    : parsed.problems.map(({ path, message }) => `${path.replace('services.checkout.', '')}: ${message}`);
}

function service(change: Readonly<Record<string, string | null>>): Service {
  const parsed = parseConfig(aFile(change));
  if (!parsed.ok || parsed.services[0] === undefined) throw new Error(JSON.stringify(parsed));
  return parsed.services[0];
}

describe('the health signals of a service', () => {
  it('are among its alarms, behind those of CloudWatch', () => {
    const { alarms, signals } = service({ signals: SIGNALS });
    expect(alarms).toEqual(['checkout-5xx', 'signal:datadog', 'signal:own-check']);
    expect(signals).toEqual([
      { name: 'datadog', expires: 300_000 },
      { name: 'own-check', expires: 86_400_000 },
    ]);
  });

  it('may be all that watches it', () => {
    expect(service({ alarms: null, signals: SIGNALS }).alarms).toEqual(['signal:datadog', 'signal:own-check']);
  });

  it.each([{ signals: SIGNALS }, { alarms: null, signals: SIGNALS }])('come back as they were stored: %j', (change) => {
    const before = service(change);
    expect(parseService(JSON.parse(storedText(before)))).toEqual(before);
  });

  it('fit beside as many alarms as a service may have', () => {
    const many = (count: number, entry: (i: number) => string) =>
      `[${Array.from({ length: count }, (_, i) => entry(i)).join(', ')}]`;
    const most = service({
      alarms: many(100, (i) => `a${i}`),
      signals: many(20, (i) => `{ name: s${i}, expires: 5m }`),
    });
    expect(parseService(JSON.parse(storedText(most))).alarms).toHaveLength(120);
  });

  it.each([
    ['neither alarms nor signals', { alarms: null }, 'alarms: alarms is missing.'],
    [
      'an alarm with the name of a signal',
      { alarms: '["signal:datadog"]' },
      'alarms[0]: signal:datadog is no alarm of CloudWatch.',
    ],
    [
      'a name twice',
      { signals: '[{ name: a, expires: 5m }, { name: a, expires: 6m }]' },
      'signals[1].name: a is there twice.',
    ],
    [
      'a time that is too short',
      { signals: '[{ name: a, expires: 59s }]' },
      'signals[0].expires: A signal cannot expire after 59s.',
    ],
    [
      'a time that is too long',
      { signals: '[{ name: a, expires: 169h }]' },
      'signals[0].expires: A signal cannot expire after 169h.',
    ],
  ])('are refused with %s', (_what, change, problem) => {
    expect(problems(change)).toEqual([problem]);
  });

  it('have the generations of their tokens, which come back as they were stored, and take no bytes where nothing is said', () => {
    const before = service({ signals: SIGNALS, signalTokens: '[1, 2]' });
    expect(before.signalTokens).toEqual([1, 2]);
    expect(parseService(JSON.parse(storedText(before)))).toEqual(before);
    expect(storedText(service({ signals: SIGNALS }))).not.toContain('signalTokens');
    const after = service({ signals: SIGNALS, signalTokens: '[2]' });
    expect(changes(before, after)).toEqual(['signalTokens: 1, 2 -> 2']);
    expect(changes(service({ signals: SIGNALS }), before)).toEqual(['signalTokens: 1 -> 1, 2']);
    expect(contents(after)).toContain('signalTokens: 2');
    expect(contents(service({ signals: SIGNALS, signalTokens: '[1]' })).join()).not.toContain('signalTokens');
  });

  it.each([
    ['no line', undefined, 'warning: tokens of generation 1 count again, also those that you revoked.'],
    ['an older one', '[1]', 'warning: tokens of generation 1 count again, also those that you revoked.'],
    ['an older one too', '[1, 2]', 'warning: tokens of generation 1 count again, also those that you revoked.'],
  ])('are warned about where a generation comes back: %s after 2', (_what, signalTokens, warning) => {
    const before = service({ signals: SIGNALS, signalTokens: '[2]' });
    const after = service({ signals: SIGNALS, ...(signalTokens !== undefined && { signalTokens }) });
    expect(changes(before, after)).toContain(`${warning} A new token takes signalTokens: [3].`);
  });

  it('are warned about where the newest generation is taken back, and not where a new one comes', () => {
    const [one, two] = ['[1]', '[1, 2]'].map((signalTokens) => service({ signals: SIGNALS, signalTokens }));
    expect(changes(two as Service, one as Service).at(-1)).toBe(
      'warning: with 2 in signalTokens again, tokens that count no more from now on would count. A new token takes signalTokens: [3].',
    );
    expect(changes(one as Service, two as Service)).toEqual(['signalTokens: 1 -> 1, 2']);
  });

  it.each([
    ['twice the same', { signals: SIGNALS, signalTokens: '[2, 2]' }, 'signalTokens[1]: 2 is there twice.'],
    ['no signals', { signalTokens: '[1]' }, 'signalTokens: There are no signals.'],
  ])('have no generations with %s', (_what, change, problem) => {
    expect(problems(change)).toEqual([problem]);
  });

  it.each(['[]', '[0]', '[1.5]', '[10000]', '[1, 2, 3]', '2'])('have no generations as %s', (signalTokens) => {
    expect(problems({ signals: SIGNALS, signalTokens })).toHaveLength(1);
  });

  it.each(['[{ name: Datadog, expires: 5m }]', '[{ name: a }]', '[{ name: a, expires: soon }]', '[]'])(
    'are refused as %s',
    (signals) => {
      expect(problems({ signals })).toHaveLength(1);
    },
  );

  it('are refused in storage where nothing watches a service', () => {
    const { alarms: _alarms, ...rest } = JSON.parse(storedText(service({})));
    expect(() => parseService(rest)).toThrow('it has neither alarms nor signals');
  });

  it('are shown by apply, apart from the alarms', () => {
    const [before, after] = [service({}), service({ signals: SIGNALS })];
    expect(contents(after)).toEqual(
      expect.arrayContaining(['alarms: checkout-5xx', 'signals: own-check, unknown after 1d']),
    );
    expect(changes(before, after)).toEqual(['signals: + datadog, unknown after 5m, + own-check, unknown after 1d']);
  });
});
