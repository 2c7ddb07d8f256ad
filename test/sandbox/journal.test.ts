import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetAliasCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JournalUnreadable, journalKeeper, readJournal } from '../../src/sandbox/journal.ts';
import { aSandbox } from './a-sandbox.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-sandbox-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('keeps what changed the account, and nothing else', async () => {
  const path = join(folder, 'aws.jsonl');
  const { after } = journalKeeper(path, () => 7);
  const call = { service: 'Lambda', input: { Name: 'live' }, error: null };
  await after?.({ ...call, operation: 'UpdateAlias' });
  await after?.({ ...call, operation: 'GetAlias' });
  await after?.({ ...call, operation: 'PutEvents' });
  await after?.({ ...call, service: 'DynamoDB', operation: 'PutItem' });
  await after?.({ ...call, operation: 'UpdateAlias', error: 'PreconditionFailedException' });
  expect(await readJournal(path)).toEqual([
    { at: 7, service: 'Lambda', operation: 'UpdateAlias', input: { Name: 'live' } },
  ]);
});

it('leaves out a line that was not finished, and refuses one that cannot be read', async () => {
  const path = join(folder, 'aws.jsonl');
  await appendFile(path, '{"at":1}\n{"at":');
  expect(await readJournal(path)).toEqual([{ at: 1 }]);
  await appendFile(path, '\n');
  await expect(readJournal(path)).rejects.toThrow(JournalUnreadable);
});

it('goes on with a rollout after a restart where it was', async () => {
  const first = await aSandbox({ data: folder });
  await first.type('alice', 'start checkout v54');
  await first.click('bob', 'approve');
  await first.advance('12m');
  const before = (await first.state()).services;
  await first.close();

  const second = await aSandbox({ data: folder });
  expect((await second.state()).services).toEqual(before);
  await second.advance('50m');
  expect((await second.state()).services.checkout?.rollout?.status).toBe('completed');
  const alias = await second.world.account.clients.lambda.send(
    new GetAliasCommand({ FunctionName: 'checkout-api', Name: 'live' }),
  );
  expect([alias.FunctionVersion, alias.RoutingConfig]).toEqual(['2', undefined]);
  await second.close();
});

it('goes on with a deployment of ECS after a restart where it was, without telling of its pauses again', async () => {
  const config = 'examples/ecs/serin.yml';
  const first = await aSandbox({ data: folder, config });
  const body = JSON.stringify({ service: 'invoices', version: 'v54' });
  await fetch(`${first.url}/sandbox/deploy`, { method: 'POST', body });
  await first.advance('22m');
  const before = (await first.state()).services;
  expect(before.invoices?.rollout?.status).toBe('awaiting-approval');
  await first.close();

  const second = await aSandbox({ data: folder, config });
  expect((await second.state()).services).toEqual(before);
  await second.type('bob', 'rollback invoices');
  await second.advance('10m');
  expect((await second.state()).services.invoices?.rollout?.status).toBe('rolled-back');
  await second.close();

  const third = await aSandbox({ data: folder, config });
  expect((await third.state()).services.invoices?.targets).toMatchObject([{ weight: 0 }]);
  expect(third.world.deadLetters).toEqual([]);
  await third.close();
});
