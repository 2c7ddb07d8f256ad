import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Inputs, readInputs } from '../../../src/cli/action/inputs.ts';
import { runAction } from '../../../src/cli/action/run-action.ts';
import { summaryText } from '../../../src/cli/action/summary.ts';
import type { CallerAnswer } from '../../../src/ports/inbound/caller.ts';
import type { CallerName } from '../../../src/sandbox/account/callers.ts';
import { openSandbox } from '../../../src/sandbox/outside.ts';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { noAccount } from '../no-account.ts';

const WORD = 'serin-word';

/** Reads the outputs that GitHub would read. */
function outputsIn(text: string): Readonly<Record<string, string>> {
  const found = [...text.matchAll(new RegExp(`^([\\w-]+)<<${WORD}\\n([\\s\\S]*?)\\n${WORD}\\n`, 'gm'))];
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]));
}

/** Runs the action with inputs as GitHub gives them. */
async function act(inputs: Readonly<Record<string, string>>, open = noAccount, signal?: AbortSignal) {
  const files: Record<string, string> = {};
  const terminal = fakeTerminal(signal === undefined ? {} : { signal });
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const code = await runAction({
    environment: { ...Object.fromEntries(given), GITHUB_OUTPUT: 'output', GITHUB_STEP_SUMMARY: 'summary' },
    terminal,
    open,
    append: async (path, text) => {
      files[path] = (files[path] ?? '') + text;
    },
    secretWord: WORD,
  });
  return { code, outputs: outputsIn(files.output ?? ''), summary: files.summary ?? '', log: terminal.printed };
}

describe('the action in the sandbox', () => {
  let sandbox: ASandbox;
  beforeEach(async () => {
    sandbox = await aSandbox();
    await sandbox.advance('5m');
  });
  afterEach(() => sandbox.close());

  const inSandbox = async (
    inputs: Readonly<Record<string, string>>,
    who: CallerName = 'pipeline',
    signal?: AbortSignal,
  ) => act({ service: 'checkout', version: 'v54', ...inputs }, await openSandbox(sandbox.url, who, 1), signal);
  const rollout = async () => (await sandbox.state()).services.checkout?.rollout ?? null;

  async function untilStarted() {
    while ((await rollout()) === null) await sandbox.advance('1s');
  }

  /** Lets time pass until the action is over. */
  async function paced<T>(action: Promise<T>): Promise<T> {
    let isOver = false;
    const over = action.finally(() => {
      isOver = true;
    });
    while (!isOver) await sandbox.advance('1s');
    return over;
  }

  it('waits for the end, and has the rollout, its card and the verdict in outputs and summary', async () => {
    const action = inSandbox({});
    await untilStarted();
    await sandbox.click('bob', 'approve');
    await sandbox.advance('70m');
    const { code, outputs, summary, log } = await action;
    expect(code).toBe(0);
    expect(outputs).toMatchObject({
      outcome: 'completed',
      rollout: expect.stringMatching(/^r-[0-9a-f]{12}$/),
      card: expect.stringMatching(/^https?:/),
      verdict: 'healthy',
      text: expect.stringMatching(/^Completed: v54 is stable now\./),
    });
    expect(summary).toContain('### checkout v54: ✓ Everybody has the new version');
    expect(summary).toMatch(/\| Verdict \| v54 is not worse than v53: /);
    expect(summary).toMatch(/^- 2026-\S+ bob approved/m);
    expect(log.at(0)).toBe(`::stop-commands::${WORD}`);
    expect(log.at(-1)).toBe(`::${WORD}::`);
    expect(log.join('\n')).toContain('Completed: v54 is stable now.');
  });

  it('fails with the reason when an alarm takes the rollout back', async () => {
    await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.5 });
    const action = inSandbox({});
    await untilStarted();
    await sandbox.click('bob', 'approve');
    await sandbox.advance('20m');
    const { code, outputs, summary, log } = await action;
    expect(code).toBe(3);
    expect(outputs.outcome).toBe('rolled-back');
    expect(summary).toMatch(/### checkout v54: ✗ Rolled back[\s\S]*\| Reason \| .*checkout-\w+/);
    expect(log.at(-1)).toMatch(/^::error title=Serin::checkout: rolled-back\. \S/);
  });

  it('starts and does not wait, and is refused while that rollout runs', async () => {
    expect(await paced(inSandbox({ wait: 'false' }))).toMatchObject({ code: 0, outputs: { outcome: 'started' } });
    const { code, outputs, summary } = await paced(inSandbox({ version: 'v55', wait: 'false' }));
    expect({ code, outcome: outputs.outcome }).toEqual({ code: 1, outcome: 'refused' });
    expect(summary).toContain('✗ Refused: nothing was started');
  });

  it('looks first, and moves nothing', async () => {
    const { code, outputs, summary } = await paced(inSandbox({ 'dry-run': 'true' }));
    expect({ code, outcome: outputs.outcome, rollout: outputs.rollout }).toEqual({
      ...{ code: 0, outcome: 'possible', rollout: '' },
    });
    expect(summary).toMatch(/- ✓ .*\n[\s\S]*Plan: approve/);
    expect(await rollout()).toBe(null);
  });

  it('fails after its time, or when the job is cancelled, and the rollout goes on', async () => {
    const action = inSandbox({ timeout: '30m' });
    await untilStarted();
    await sandbox.advance('40m');
    expect(await action).toMatchObject({ code: 5, outputs: { outcome: 'timed-out' } });
    expect(await rollout()).toMatchObject({ status: 'awaiting-approval' });
  });

  it('is refused to a role that the service does not list', async () => {
    const { code, outputs, summary } = await inSandbox({}, 'stranger');
    expect({ code, outcome: outputs.outcome }).toEqual({ code: 1, outcome: 'refused' });
    expect(summary).toContain('pipelines');
  });
});

describe('the action', () => {
  it('says everything that is wrong with its inputs, as errors of the step', async () => {
    const { code, outputs, log } = await act({ service: ' ', wait: 'yes', 'dry-run': '100%' });
    expect(code).toBe(2);
    expect(outputs.outcome).toBe('failed');
    expect(log).toEqual([
      '::error title=Serin::The input service is empty. Write a service of serin.yml.',
      '::error title=Serin::The input version is empty. Write the version to roll out.',
      '::error title=Serin::The input wait is "yes". Write true or false.',
      '::error title=Serin::The input dry-run is "100%25". Write true or false.',
    ]);
  });

  it('takes words of the version for no options', async () => {
    const { code, outputs } = await act({ service: 'checkout', version: '--help' });
    expect(code).not.toBe(0);
    expect(outputs.outcome).toBe('failed');
  });

  it('fails with the sentence of the command line where it gets no answer', async () => {
    const open = { ...noAccount, worker: () => Promise.reject(new Error('No region.\nSet one.')) };
    const { code, outputs, summary, log } = await act({ service: 'checkout', version: 'v54' }, open);
    expect(code).toBe(1);
    expect(outputs).toMatchObject({ outcome: 'failed', rollout: '', text: 'No region.\nSet one.' });
    expect(summary).toContain('No region. Set one.');
    expect(log.at(-1)).toBe('::error title=Serin::checkout: failed. No region.%0ASet one.');
  });

  it('stops workflow commands while it shows what people wrote', async () => {
    const open = { ...noAccount, worker: () => Promise.reject(new Error('::set-output name=outcome::completed')) };
    const { log } = await act({ service: 'checkout', version: 'v54' }, open);
    expect(log.slice(0, 3)).toEqual([
      `::stop-commands::${WORD}`,
      '::set-output name=outcome::completed',
      `::${WORD}::`,
    ]);
  });

  it('is interrupted with the job', async () => {
    const stop = new AbortController();
    stop.abort();
    const answer = { v: 1, tone: 'done', code: '', text: 'Started.', findings: [], preview: null, services: null };
    const rollout = {
      ...{
        id: 'r-1',
        service: 'checkout',
        canary: 'v54',
        by: 'x',
        startedAt: 0,
        status: 'baking',
        since: 0,
        weight: 5,
      },
      ...{
        share: null,
        card: null,
        step: 0,
        plan: [],
        until: null,
        approvers: [],
        reason: null,
        targets: [],
        alarms: {},
      },
      timeline: [],
    };
    const worker = {
      ask: async () => ({ ...answer, rollout }) as CallerAnswer,
      now: () => 0,
      wait: async () => undefined,
    };
    const open = { ...noAccount, worker: async () => worker };
    const { code, outputs } = await act({ service: 'checkout', version: 'v54' }, open, stop.signal);
    expect({ code, outcome: outputs.outcome, rollout: outputs.rollout }).toEqual({
      ...{ code: 130, outcome: 'interrupted', rollout: 'r-1' },
    });
  });

  it('shows texts of people as they are, and no link that is none', () => {
    const rollout = { card: 'javascript:alert(1)', timeline: [{ n: 1, at: 0, text: 'a <b>\n# [x](y) `c` | d' }] };
    const answer = { tone: 'done', code: '', text: 'ok', findings: [], preview: null };
    const facts = { id: 'r', by: 'b', startedAt: 0, reason: null, targets: [], plan: [], step: 0, until: null };
    const text = summaryText({
      inputs: readInputs({ INPUT_SERVICE: 's', INPUT_VERSION: 'v' }) as Inputs,
      outcome: 'started',
      answer: { ...answer, rollout: { ...facts, status: 'baking', weight: 5, approvers: [], ...rollout } } as never,
      said: [],
    });
    expect(text).not.toContain('javascript:');
    expect(text).toContain('a &lt;b> \\# \\[x\\](y) \\`c\\` \\| d');
  });
});
