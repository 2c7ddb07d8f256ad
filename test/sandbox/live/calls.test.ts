import { expect, it } from 'vitest';
import { createCalls } from '../../../src/sandbox/live/calls.ts';

it('keeps what changed the account however much is read, in the order in which it was', async () => {
  const calls = createCalls(() => 7);
  const call = { service: 'Lambda', input: {}, error: null };
  await calls.observer.after?.({ ...call, operation: 'UpdateAlias' });
  for (let read = 0; read < 500; read += 1) await calls.observer.after?.({ ...call, operation: 'GetAlias' });
  await calls.observer.after?.({ ...call, service: 'DynamoDB', operation: 'PutItem' });
  const kept = calls.all();
  expect(kept.length).toBeLessThan(300);
  expect(kept[0]).toMatchObject({ operation: 'UpdateAlias', changes: true, seq: 1 });
  expect(kept.at(-1)).toMatchObject({ operation: 'PutItem', changes: false, seq: 502 });
});
