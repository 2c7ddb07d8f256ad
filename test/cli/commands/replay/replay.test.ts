import { describe, expect, it } from 'vitest';
import type { DeadLetterQueues, ReceivedDeadLetter } from '../../../../src/cli/commands/replay/replay.ts';
import { run } from '../../../../src/cli/program.ts';
import { documentedNames, fieldsOf } from '../../../house/documented-json.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const NOW = 3_600_000;

const aLetter = (change: Partial<ReceivedDeadLetter> = {}): ReceivedDeadLetter => ({
  queue: 'worker',
  id: 'm-1',
  at: NOW - 720_000,
  about: { kind: 'command', command: 'rollback', service: 'checkout' },
  error: 'InternalServerError: away',
  event: { detail: { mac: 'a-secret' } },
  receipt: 'r-1',
  ...change,
});

const anAlarm = aLetter({
  ...{ queue: 'alarm', id: 'm-2', at: NOW - 900_000, receipt: 'r-2' },
  about: { kind: 'alarm', alarm: 'checkout-5xx', value: 'ALARM' },
});

async function serin(
  letters: readonly ReceivedDeadLetter[],
  args: readonly string[],
  { answer, fails = [] }: { readonly answer?: string; readonly fails?: readonly string[] } = {},
) {
  const did: string[] = [];
  const box: DeadLetterQueues = {
    take: async (queue) => letters.filter((letter) => letter.queue === queue),
    putBack: async ({ id }) => {
      did.push(`put back ${id}`);
    },
    replay: async ({ id }) => {
      if (fails.includes(id)) throw Object.assign(new Error(`no ${id}`), { name: 'ResourceNotFoundException' });
      did.push(`replayed ${id}`);
    },
    now: () => NOW,
  };
  const terminal = fakeTerminal(answer === undefined ? {} : { answer: async () => answer });
  const open = { ...noAccount, replay: async () => box };
  const code = await run(['replay', ...args], terminal, open, 'serin').catch((error: Error) => error.message);
  return { code, did, out: terminal.printed.join('\n'), err: terminal.complained.join('\n') };
}

describe('serin replay', () => {
  it('says that nothing waits', async () => {
    expect(await serin([], [])).toEqual({ code: 0, did: [], out: 'Nothing waits.', err: '' });
  });

  it('shows what waits, since when and why, oldest first, and changes nothing as a dry run', async () => {
    const { code, did, out } = await serin([aLetter(), anAlarm], ['--dry-run']);
    expect(code).toBe(0);
    expect(did).toEqual(['put back m-2', 'put back m-1']);
    expect(out.split('\n')).toEqual([
      'alarm: the alarm checkout-5xx, which went to ALARM, 15 min old',
      '    InternalServerError: away',
      'worker: the command rollback of checkout, 12 min old',
      '    InternalServerError: away',
    ]);
  });

  it('hands all over once a person agrees, oldest first', async () => {
    const { code, did, err } = await serin([aLetter(), anAlarm], [], { answer: 'yes' });
    expect({ code, did }).toEqual({ code: 0, did: ['replayed m-2', 'replayed m-1'] });
    expect(err).toContain('2 of 2 handed over');
  });

  it.each([
    ['a person does not agree', [], 'no', 'Nothing was handed over.'],
    ['nobody is there to ask', [], undefined, 'Say --yes to hand these over.'],
    ['a machine did not say --yes', ['--json'], undefined, 'say --yes too'],
  ])('puts all back and ends with 1 when %s', async (_, args, answer, said) => {
    const { code, did, err } = await serin([aLetter()], args, answer === undefined ? {} : { answer });
    expect({ code, did }).toEqual({ code: 1, did: ['put back m-1'] });
    expect(err).toContain(said);
  });

  it('takes only the queue that is named', async () => {
    expect((await serin([aLetter(), anAlarm], ['--from', 'alarm', '--yes'])).did).toEqual(['replayed m-2']);
  });

  it('keeps what cannot be read, and ends with 1', async () => {
    const { code, did, err } = await serin([aLetter({ event: undefined, about: { kind: 'unknown' } })], ['--yes']);
    expect({ code, did }).toEqual({ code: 1, did: ['put back m-1'] });
    expect(err).toContain('1 cannot be read and stayed');
  });

  it('stops at the first that is not accepted, and puts it and the rest back', async () => {
    const { code, did } = await serin([aLetter(), anAlarm], ['--yes'], { fails: ['m-2'] });
    expect(code).toBe('no m-2');
    expect(did).toEqual(['put back m-2', 'put back m-1']);
  });

  it('prints JSON of what became of each, without what proves who gave a command', async () => {
    const { out } = await serin([aLetter()], ['--json', '--yes']);
    expect(JSON.parse(out)).toEqual({
      v: 1,
      letters: [
        {
          id: 'm-1',
          queue: 'worker',
          about: { kind: 'command', command: 'rollback', service: 'checkout' },
          since: '1970-01-01T00:48:00.000Z',
          error: 'InternalServerError: away',
          outcome: 'replayed',
        },
      ],
    });
  });
});

it('prints the JSON that docs/reference/cli.md describes, field by field', async () => {
  const { out } = await serin([aLetter(), anAlarm], ['--json', '--yes']);
  const outcomes = ['waits', 'replayed', 'unreadable'];
  expect([...documentedNames('replay')].toSorted()).toEqual([...fieldsOf(JSON.parse(out)), ...outcomes].toSorted());
});
