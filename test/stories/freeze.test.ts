import { afterEach, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../sandbox/a-sandbox.ts';

let sandbox: ASandbox;
afterEach(() => sandbox.close());

const rollout = async () => (await sandbox.state()).services.checkout?.rollout;
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);
const posted = async () => JSON.stringify(await sandbox.messages());

it('an incident freezes everything: a start is refused, a plan waits, and an alarm still rolls back', async () => {
  sandbox = await aSandbox();
  await sandbox.advance('5m');
  await sandbox.type('carol', 'freeze all 30m "incident 42"');
  expect(await lastTold('carol')).toContain('carol froze all services.');
  await sandbox.type('alice', 'start checkout v54');
  expect(await lastTold('alice')).toMatch(/checkout is frozen until .* by carol: incident 42\./);
  expect(await rollout()).toBeNull();

  // Who may promote lifts it for this service, and the rollout begins.
  await sandbox.type('alice', 'unfreeze checkout');
  expect(await lastTold('alice')).toContain('Only its owner');
  await sandbox.type('bob', 'unfreeze checkout "the fix of 42"');
  await sandbox.type('alice', 'start checkout v54');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('3m');
  expect(await rollout()).toMatchObject({ weight: 5 });

  await sandbox.type('carol', 'freeze checkout 1h "look first"');
  await sandbox.advance('30m');
  expect(await rollout()).toMatchObject({ weight: 5 });
  expect(await posted()).toMatch(/Waits: frozen until [^"]*by carol: look first/);
  await sandbox.type('bob', 'promote checkout');
  expect(await lastTold('bob')).toMatch(/checkout is frozen until .* by carol: look first\./);

  // It goes on by itself an hour after it was frozen.
  await sandbox.advance('35m');
  expect((await rollout())?.weight).toBeGreaterThan(5);
  expect(await posted()).not.toContain('Waits: frozen until <!date');

  await sandbox.type('carol', 'freeze checkout 1h');
  await sandbox.type('alice', 'rollback checkout');
  await sandbox.advance('5m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  expect(sandbox.world.deadLetters).toEqual([]);
});
