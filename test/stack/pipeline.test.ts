import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readInputs } from '../../src/cli/action/inputs.ts';
import { functionName } from '../../src/compose/installation.ts';
import { parseOnly, wordsOf } from '../cli/command-line.ts';
import { shownBlocks } from '../house/shown-blocks.ts';
import { complaints } from './specification.ts';
import { readTemplate } from './templates/read-template.ts';
import { listed, statementsOf } from './templates/template.ts';

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

/** The folder of the installed package, as a workflow refers to it. */
const SERIN_ACTION = './.serin/node_modules/serin';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

const action: Action = parse(readFileSync('action.yml', 'utf8'));

/** The block of the guide that begins with a key. */
function guideBlock(key: string): string {
  const blocks = shownBlocks('yaml').filter(({ where }) => where.startsWith('docs/guides/pipelines.md:'));
  const found = blocks.find(({ text }) => text.startsWith(`${key}:`));
  if (found === undefined) throw new Error(`docs/guides/pipelines.md has no block with ${key}.`);
  return found.text;
}

const workflow = parse(readFileSync(`${FOLDER}/deploy.yml`, 'utf8'));
const steps: readonly Step[] = workflow.jobs.deploy.steps;
const role = readTemplate(`${FOLDER}/role.yml`).Resources.Role;

describe('the workflow', () => {
  it('may take a token of GitHub and read the repository, and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  });

  it('pins every action of others to a release', () => {
    const actions = steps.flatMap(({ uses }) => (uses === undefined || uses === SERIN_ACTION ? [] : [uses]));
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
    expect(calls.map(([command]) => command)).toEqual(['lint']);
    for (const words of calls) await parseOnly(words);
  });

  it('installs the package where it uses its action', () => {
    const installs = steps.find(({ run }) => run?.includes('npm install --prefix .serin ./serin-0.1.0.tgz'));
    expect(installs?.run).toContain('echo "$PWD/.serin/node_modules/.bin" >> "$GITHUB_PATH"');
    expect(steps.filter(({ uses }) => uses === SERIN_ACTION)).toHaveLength(1);
  });

  it.each([
    ['the workflow', steps],
    ['the guide', parse(guideBlock('jobs')).jobs.deploy.steps as readonly Step[]],
  ])('gives the action inputs that it has, all that it needs, and reads outputs that it has: %s', (_where, all) => {
    const [step] = all.filter(({ uses }) => uses === SERIN_ACTION);
    const given = Object.keys(step?.with ?? {});
    const needed = Object.entries(action.inputs).flatMap(([name, { required }]) => (required === true ? [name] : []));
    expect(given.filter((name) => !(name in action.inputs))).toEqual([]);
    expect(given).toEqual(expect.arrayContaining(needed));
    const outputs = [...JSON.stringify(all).matchAll(/steps\.rollout\.outputs\.([\w-]+)/g)].map(
      ([, name = '']) => name,
    );
    expect(outputs.filter((name) => !(name in action.outputs))).toEqual([]);
  });
});

describe('action.yml', () => {
  it('has the defaults of the code', () => {
    const needed = { INPUT_SERVICE: 'checkout', INPUT_VERSION: 'v54' };
    const usual = Object.entries(action.inputs).flatMap(([name, input]) =>
      input.default === undefined ? [] : [[`INPUT_${name.toUpperCase()}`, input.default]],
    );
    expect(usual).toHaveLength(4);
    expect(readInputs({ ...needed, ...Object.fromEntries(usual) })).toEqual(readInputs(needed));
  });

  it('is described in the guide, input by input and output by output', () => {
    const guide = readFileSync('docs/guides/pipelines.md', 'utf8');
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)])
      expect(guide).toMatch(new RegExp(`^\\|[^|]*\`${name}\`[^|]*\\|`, 'm'));
  });
});

describe('the job for GitLab', () => {
  const job = parse(guideBlock('stages'))['roll-out'];

  /** Runs its script with a `serin` that ends so. */
  function runScript(code: number, document: string) {
    const folder = mkdtempSync(join(tmpdir(), 'serin-gitlab-'));
    try {
      for (const [name, body] of [
        ['serin', `printf '%s\\n' "$*" >> calls; cat <<'END'\n${document}\nEND\nexit ${code}`],
        ['curl', 'true'],
        ['npm', 'true'],
      ] as const) {
        writeFileSync(join(folder, name), `#!/bin/bash\n${body}\n`);
        chmodSync(join(folder, name), 0o755);
      }
      const { status } = spawnSync('bash', ['-e', '-c', job.script.join('\n')], {
        cwd: folder,
        env: {
          PATH: `${folder}:${process.env.PATH}`,
          AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'),
          CI_PIPELINE_IID: '54',
          AWS_TOKEN: 't',
        },
      });
      const read = (name: string) => readFileSync(join(folder, name), 'utf8').trim();
      return { status, env: read('serin.env').split('\n'), calls: read('calls'), token: read('token') };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it.each([0, 3])('ends with the code of serin and keeps what it said: %i', async (code) => {
    const rollout = {
      status: 'completed',
      id: 'r-1',
      card: 'https://slack.example/1',
      verdict: { outcome: 'healthy' },
    };
    const { status, env, calls, token } = runScript(code, JSON.stringify({ rollout }));
    expect(status).toBe(code);
    expect(env).toEqual([
      ...['SERIN_STATUS=completed', 'SERIN_ROLLOUT=r-1', 'SERIN_CARD=https://slack.example/1'],
      'SERIN_VERDICT=healthy',
    ]);
    expect(token).toBe('t');
    expect(calls).toBe('start checkout v54 --wait --timeout 5h --json');
    await parseOnly(calls.split(' '));
  });

  it('keeps that there is no rollout where serin said nothing', () => {
    expect(runScript(1, '')).toMatchObject({
      status: 1,
      env: expect.arrayContaining(['SERIN_STATUS=none', 'SERIN_CARD=']),
    });
  });

  it('keeps the report of a job that failed, and shows the card', () => {
    expect(job.artifacts).toMatchObject({ when: 'always', reports: { dotenv: 'serin.env' } });
    expect(job.environment.url).toBe('$SERIN_CARD');
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
