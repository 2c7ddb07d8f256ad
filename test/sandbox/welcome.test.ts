import { afterEach, beforeEach, expect, it } from 'vitest';
import { welcome } from '../../src/sandbox/welcome.ts';
import type { World } from '../../src/sandbox/world.ts';
import { type ASandbox, aSandbox } from './a-sandbox.ts';

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox();
});
afterEach(() => sandbox.close());

const page = async () => (await fetch(sandbox.url)).text();

it('says of each service which version the users have', async () => {
  const text = await page();
  expect(text).toContain('  checkout: v53 (the users have it), v54, v55\n');
  expect(text).toContain('  calls: primary (the users have it), canary\n');
});

it('says it anew when a rollout has completed, and names the version that comes next', async () => {
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('70m');
  const text = await page();
  expect(text).toContain('  checkout: v53, v54 (the users have it), v55\n');
  expect(text).toContain('npm run canary -- start checkout v55 --as alice');
});

it('names only addresses that answer', async () => {
  const text = await page();
  const addresses = [...text.matchAll(/http:[^\s',]+/g)].map(([address]) => address);
  expect(addresses).toContain(`${sandbox.url}/slack/archives/deploys`);
  for (const address of addresses) expect((await fetch(address)).status).not.toBe(404);
});

it('shows commands that reach this sandbox, whatever its port', async () => {
  const { port } = new URL(sandbox.url);
  const text = await page();
  expect(text).toContain(`  PORT=${port} npm run canary -- start checkout v54 --as alice`);
  expect(text).toContain(`  PORT=${port} npm run serin -- start checkout v54 --wait`);
  expect(text).not.toMatch(/^ {2}npm run/m);
});

it('offers no start by a pipeline where the service lists none', async () => {
  const other = await aSandbox({ config: 'examples/edge/serin.yml' });
  try {
    const text = await (await fetch(other.url)).text();
    expect(text).toContain('serin -- status web');
    expect(text).not.toContain('serin -- start');
  } finally {
    await other.close();
  }
});

it('says port 80, which an address leaves out', () => {
  const shown = { services: [], workspace: { users: {}, channels: {} }, versionsOf: () => null } as unknown as World;
  expect(welcome('http://127.0.0.1', shown)).toContain('  PORT=80 npm run canary -- start');
  expect(welcome('http://127.0.0.1:3000', shown)).toContain('  npm run canary -- start');
});
