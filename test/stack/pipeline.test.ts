import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { functionName } from '../../src/compose/installation.ts';
import { parseOnly, wordsOf } from '../cli/command-line.ts';
import { readTemplate } from './read-template.ts';
import { complaints } from './specification.ts';
import { listed, statementsOf } from './template.ts';

const FOLDER = 'examples/github-actions';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | number>>;
}

/** A placeholder of CloudFormation's Fn::Sub. */
const ofTemplate = (name: string) => `\${${name}}`;

const workflow = parse(readFileSync(`${FOLDER}/deploy.yml`, 'utf8'));
const steps: readonly Step[] = workflow.jobs.deploy.steps;
const role = readTemplate(`${FOLDER}/role.yml`).Resources.Role;

describe('the workflow', () => {
  it('may take a token of GitHub and read the repository, and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  });

  it('pins every action to a release', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.length).toBeGreaterThan(2);
    expect(actions.filter((action) => !/@(v\d+\.\d+\.\d+|[0-9a-f]{40})$/.test(action))).toEqual([]);
  });

  it('runs one rollout at a time, cancels none, and ends before GitHub does', () => {
    expect(workflow.concurrency).toMatchObject({ 'cancel-in-progress': false });
    expect(workflow.jobs.deploy['timeout-minutes']).toBeLessThan(360);
  });

  it('gives the session a name that leads back to the run, of at most 64 characters', () => {
    const login = steps.find(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'));
    const name = String(login?.with?.['role-session-name']);
    expect(name).toContain('github.run_id');
    const filled = name.replace(/\$\{\{ github\.run_\w+ \}\}/g, '12345678901234567890');
    expect(filled).toMatch(/^[\w+=,.@-]{2,64}$/);
    expect(login?.with?.['role-duration-seconds']).toBe(role?.Properties.MaxSessionDuration);
  });

  it('gives no value of GitHub to a shell but through the environment', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });

  it('calls serin as its own command line takes it', async () => {
    const calls = steps.flatMap(({ run = '', env = {} }) =>
      run.split('\n').flatMap((line) => {
        const words = line.startsWith('serin ') ? wordsOf(line, { ...workflow.env, ...env, LABEL: 'v54' }) : null;
        return words === null ? [] : [words];
      }),
    );
    expect(calls.map(([command]) => command)).toEqual(['lint', 'start']);
    for (const words of calls) await parseOnly(words);
  });
});

describe('the role of the workflow', () => {
  it("has only types and properties of CloudFormation's specification", () => {
    expect(complaints(readTemplate(`${FOLDER}/role.yml`))).toEqual([]);
  });

  it('is assumed by one branch of one repository only, with a token for AWS', () => {
    const [trust, ...others] = listed(role?.Properties.AssumeRolePolicyDocument.Statement);
    expect(others).toEqual([]);
    expect(trust).toMatchObject({ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' });
    expect(trust.Condition).toEqual({
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': {
          'Fn::Sub': `repo:${ofTemplate('Repository')}:ref:refs/heads/${ofTemplate('Branch')}`,
        },
      },
    });
  });

  it("may publish that function and call Serin's worker, each by its ARN", () => {
    const [partition, region, account] = ['Partition', 'Region', 'AccountId'].map((name) => ofTemplate(`AWS::${name}`));
    const arn = `arn:${partition}:lambda:${region}:${account}:function:`;
    expect(statementsOf(role).map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [
        ['lambda:UpdateFunctionCode', 'lambda:GetFunctionConfiguration', 'lambda:PublishVersion'],
        { 'Fn::Sub': arn + ofTemplate('Function') },
      ],
      ['lambda:InvokeFunction', { 'Fn::Sub': arn + functionName(ofTemplate('Serin'), 'worker') }],
    ]);
  });
});
