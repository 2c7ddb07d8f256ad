import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';

let close: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const one of close) await one();
  close = [];
});

/** A sandbox in which a hook notes what it gets. */
async function withHook(config: string, hook: string): Promise<{ sandbox: ASandbox; got: Record<string, unknown>[] }> {
  const sandbox = await aSandbox({ config });
  close.push(() => sandbox.close());
  const got: Record<string, unknown>[] = [];
  sandbox.world.account.lambda.program(hook, (payload) => {
    got.push(payload as Record<string, unknown>);
    return { ok: true };
  });
  await sandbox.advance('5m');
  return { sandbox, got };
}

/** One lambda-alias, a hook before the first shift. */
const CHECKOUT = `services:
  checkout:
    channel: "#deploys"
    targets:
      - { kind: lambda-alias, function: checkout-api, alias: live }
    alarms: [checkout-5xx]
    plan:
      - hook: { function: checkout-smoke, within: 5m }
      - shift: 10
      - bake: 5m
      - shift: 100
`;

describe('what a hook gets', () => {
  it('is what docs/reference/steps.md shows', async () => {
    const { sandbox, got } = await withHook('examples/hooks/serin.yml', 'shop-expand');
    await sandbox.type('alice', 'start shop v54');
    const page = readFileSync('docs/reference/steps.md', 'utf8');
    const shown = JSON.parse(/### What the function gets\n\n```json\n([^`]*)```/.exec(page)?.[1] ?? '');
    const ids = { rollout: expect.stringMatching(/^r-[0-9a-f]{12}$/), token: expect.stringMatching(/^[0-9a-f]{64}$/) };
    expect(got).toEqual([{ ...shown, ...ids }]);
    expect(shown).toMatchObject({ rollout: ids.rollout, token: '64 hex digits' });
  });

  it('names the function, the alias and both versions for programs, so that it can call the new one alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'serin-hook-'));
    close.push(async () => rmSync(folder, { recursive: true }));
    const config = join(folder, 'serin.yml');
    writeFileSync(config, CHECKOUT);
    const { sandbox, got } = await withHook(config, 'checkout-smoke');
    await sandbox.type('alice', 'start checkout v54');
    const exact = { kind: 'lambda-alias', function: 'checkout-api', alias: 'live', stable: '1', canary: '2' };
    expect(got).toMatchObject([{ targets: [{ stable: '1 (v53)', canary: '2 (v54)', exact }] }]);
  });
});
