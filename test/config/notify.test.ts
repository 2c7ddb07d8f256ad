import { describe, expect, it } from 'vitest';
import { changes, contents } from '../../src/cli/commands/apply/changes.ts';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';
import type { Service } from '../../src/domain/service.ts';
import { aFile } from './a-file.ts';

const problems = (notify: string): readonly string[] => {
  const parsed = parseConfig(aFile({ notify }));
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path}: ${message}`);
};

function read(notify: string | null): Service {
  const parsed = parseConfig(aFile({ notify }));
  const [service] = parsed.ok ? parsed.services : [];
  if (service === undefined) throw new Error('It is valid.');
  return service;
}

describe('whom messages call', () => {
  it('is stored and read as it is, and takes no byte where nobody is named', () => {
    const service = read('{ rollback: [S0ONCALL, U0BOB], end: off }');
    expect(service.notify).toEqual({ rollback: ['S0ONCALL', 'U0BOB'], end: 'off' });
    expect(parseService(JSON.parse(storedText(service)))).toEqual(service);
    expect(storedText(read(null))).not.toContain('notify');
  });

  it.each([
    ['an e-mail address', '{ rollback: [bob@example.com] }', 'Slack calls people by id'],
    ['everyone', '{ hold: ["<!channel>"] }', 'Slack calls people by id'],
    ['nobody', '{ stuck: [] }', 'services.checkout.notify.stuck'],
    ['off for what needs people', '{ rollback: off }', 'services.checkout.notify.rollback'],
    ['a change that there is not', '{ start: [S0ONCALL] }', 'start'],
  ])('with %s is refused', (_what, notify, detail) => {
    expect(problems(notify).join()).toContain(detail);
  });

  it('is shown before it is applied', () => {
    const [before, after] = [read('{ hold: [U0BOB] }'), read('{ hold: [U0BOB, S0ONCALL], end: off }')];
    expect(contents(after)).toEqual(expect.arrayContaining(['notify: hold U0BOB S0ONCALL', 'notify: end off']));
    expect(changes(before, after)).toEqual(['notify: + hold U0BOB S0ONCALL, + end off, - hold U0BOB']);
  });
});
