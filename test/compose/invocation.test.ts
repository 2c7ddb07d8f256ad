import { expect, it } from 'vitest';
import { createLog } from '../../src/adapters/aws/log.ts';
import { invocationIds, withInvocationIds } from '../../src/compose/invocation.ts';

it('gives each line of the log the ids of the request and of its trace, and no other request its ids', async () => {
  const lines: string[] = [];
  const environment = {
    _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
  };
  const log = createLog({
    level: 'info',
    to: { write: (line) => lines.push(line) },
    ids: () => invocationIds(environment),
  });
  const handler = withInvocationIds(async (event: string) => log.info({ event }, 'taken'));
  await handler('first', { awsRequestId: 'q-1' });
  await handler('second', { awsRequestId: 'q-2' });
  await handler('third');
  const trace = '1-5759e988-bd862e3fe1be46a994272793';
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { request: 'q-1', trace, event: 'first' },
    { request: 'q-2', trace, event: 'second' },
    { trace, event: 'third' },
  ]);
  expect(lines[2]).not.toContain('request');
});

it('has no ids outside of Lambda', () => {
  expect(invocationIds({})).toEqual({});
});
