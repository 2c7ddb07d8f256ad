import { describe, expect, it } from 'vitest';
import type { BeforeDeps } from '../../../../src/cli/commands/doctor/before-checks.ts';
import type { InstalledPart, NeededActions } from '../../../../src/cli/commands/doctor/deployment-site.ts';
import { run } from '../../../../src/cli/program.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const arn = 'arn:aws:sts::123456789012:assumed-role/deploy/alice';
const all: readonly InstalledPart[] = [
  { kind: 'function', name: 'serin-worker' },
  { kind: 'table', name: 'serin' },
  { kind: 'bus', name: 'serin' },
  { kind: 'schedule group', name: 'serin' },
  { kind: 'queue', name: 'serin-worker-dead-letters' },
  { kind: 'log group', name: '/aws/lambda/serin-worker' },
];

/** An empty account in which a deployment works, but for the differences. */
const beforeDeps = (differences: Partial<BeforeDeps> = {}): BeforeDeps => ({
  name: 'serin',
  caller: async () => ({ account: '123456789012', region: 'eu-west-1', arn }),
  concurrency: async () => ({ all: 10, unreserved: 10 }),
  denied: async () => [],
  leftStacks: async () => [],
  parts: async () => [],
  ...differences,
});

async function doctorBefore(at: BeforeDeps, ...args: readonly string[]) {
  const terminal = fakeTerminal({});
  const opened: string[] = [];
  const open = {
    ...noAccount,
    before: async (name: string) => {
      opened.push(name);
      return at;
    },
  };
  const code = await run(['doctor', '--before', ...args], terminal, open, 'serin');
  return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n'), opened };
}

describe('serin doctor --before', () => {
  it('finds a new account with a concurrency of 10 ready, and names what it looked at', async () => {
    const { code, out, opened } = await doctorBefore(beforeDeps(), '--name', 'serin-dev');
    expect([code, opened]).toEqual([0, ['serin-dev']]);
    expect(out).toContain('✓ account: 123456789012, eu-west-1, as assumed-role/deploy/alice');
    expect(out).toContain('note: Alarms of us-east-1');
    expect(out).toContain('✓ concurrency: 10 of 10 are not reserved; Concurrency=shared, the default, is right');
    expect(out).toContain('✓ permissions: all ');
    expect(out).toContain('✓ left-overs: nothing of an earlier deployment of serin is there');
    expect(out).toMatch(/Everything is right\.$/);
  });

  it('says from which concurrency on it can be reserved', async () => {
    const at = (unreserved: number) => beforeDeps({ concurrency: async () => ({ all: 1000, unreserved }) });
    expect((await doctorBefore(at(130))).out).toContain('Concurrency=reserved is possible');
    expect((await doctorBefore(at(129))).out).toContain('Concurrency=shared, the default, is right');
    const { code, out } = await doctorBefore(at(4));
    expect(code).toBe(1);
    expect(out).toContain('4 of 1000 are not reserved; Serin has six functions.');
  });

  it('asks IAM for each action on a resource of this installation, and names those that are not allowed', async () => {
    const asked: NeededActions[] = [];
    const denied: BeforeDeps['denied'] = async (_, needed) => {
      asked.push(...needed);
      return ['iam:CreateRole', 'dynamodb:CreateTable', 'iam:CreateRole'];
    };
    const { code, out } = await doctorBefore(beforeDeps({ denied, name: 'serin-dev' }));
    expect(code).toBe(1);
    expect(out).toContain('IAM does not allow dynamodb:CreateTable, iam:CreateRole.');
    expect(asked).toContainEqual({
      resource: 'arn:aws:lambda:eu-west-1:123456789012:function:serin-dev-worker',
      actions: ['lambda:CreateFunction'],
    });
    for (const { resource } of asked) expect(resource).toMatch(/^arn:aws:[\w-]+:(?:eu-west-1)?:(?:123456789012)?:\S+$/);
  });

  it('says that it did not look where IAM may not be asked', async () => {
    const { code, out } = await doctorBefore(beforeDeps({ denied: async () => null }));
    expect(code).toBe(0);
    expect(out).toContain('note: Not looked at: your credentials may not ask IAM');
  });

  it('names every left-over with the command that deletes it', async () => {
    const parts = async () => [
      { kind: 'table', name: 'serin' } as const,
      { kind: 'log group', name: '/aws/lambda/serin-slack' } as const,
    ];
    const { code, out } = await doctorBefore(beforeDeps({ parts }));
    expect(code).toBe(1);
    expect(out).toContain('The table serin is there already, and a deployment would fail at it.');
    expect(out).toContain('aws dynamodb delete-table --table-name serin (its history is lost)');
    expect(out).toContain('aws logs delete-log-group --log-group-name /aws/lambda/serin-slack');
  });

  it.each([
    [
      'REVIEW_IN_PROGRESS',
      '',
      'is in REVIEW_IN_PROGRESS: CloudFormation',
      'Delete it, then deploy again: aws cloudformation delete-stack',
    ],
    [
      'ROLLBACK_COMPLETE',
      'No bucket.',
      'is in ROLLBACK_COMPLETE (No bucket): CloudFormation',
      'Delete it, then deploy again: aws',
    ],
    [
      'ROLLBACK_FAILED',
      '',
      'is in ROLLBACK_FAILED',
      'Delete by hand what it could not: aws cloudformation describe-stack-events',
    ],
  ])('says how to be rid of a stack in %s', async (status, reason, problem, remedy) => {
    const leftStacks = async () => [{ name: 'serin', status, reason }];
    const { code, out } = await doctorBefore(beforeDeps({ leftStacks }));
    expect(code).toBe(1);
    expect(out).toContain(`The stack serin ${problem}`);
    expect(out).toContain(remedy);
    expect(out).toContain('aws cloudformation wait stack-delete-complete --stack-name serin');
  });

  it('says that it did not look at stacks where CloudFormation may not be asked', async () => {
    const { code, out } = await doctorBefore(beforeDeps({ leftStacks: async () => null }));
    expect(code).toBe(0);
    expect(out).toContain('note: Not looked at: your credentials may not ask CloudFormation');
  });

  it('takes a whole installation for no left-over', async () => {
    const { code, out } = await doctorBefore(beforeDeps({ parts: async () => all }));
    expect(code).toBe(0);
    expect(out).toContain('note: An installation called serin runs here: a deployment updates it');
  });

  it('says what is wrong with the account once', async () => {
    const none = () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
    const { code, out } = await doctorBefore(beforeDeps({ caller: none }));
    expect(code).toBe(1);
    expect(out).toContain('No AWS credentials were found.');
    expect(out).toMatch(/1 of 5 checks failed; 4 were not made\.$/);
  });

  it('prints JSON for machines', async () => {
    const { out } = await doctorBefore(beforeDeps(), '--json');
    const { ok, checks } = JSON.parse(out);
    expect([ok, checks.map(({ check }: { check: string }) => check)]).toEqual([
      true,
      ['account', 'concurrency', 'permissions', 'stack', 'left-overs'],
    ]);
  });

  it('does not post: there is nothing yet to post with', async () => {
    const { code, err } = await doctorBefore(beforeDeps(), '--post');
    expect(code).toBe(2);
    expect(err).toContain("option '--before' cannot be used with option '--post'");
  });
});
