import { expect, it } from 'vitest';
import { createEphemerals } from '../../../src/sandbox/slack/ephemerals.ts';

it('shows what is sent to a response_url to the user who brought it, and to nobody else', () => {
  const ephemerals = createEphemerals(() => 7);
  ephemerals.expect('http://127.0.0.1:3000/sandbox/response/1', 'U1');
  ephemerals.expect('http://127.0.0.1:3000/sandbox/response/2', 'U2');
  ephemerals.take('/sandbox/response/1', { text: 'for one' });
  expect(ephemerals.of('U1')).toEqual([{ user: 'U1', at: 7, message: { text: 'for one' }, replaces: null }]);
  expect(ephemerals.of('U2')).toEqual([]);
});

it('says which message an answer takes the place of: the one that was clicked, where the answer wants that', () => {
  const ephemerals = createEphemerals(() => 0);
  ephemerals.expect('http://127.0.0.1/click', 'U1', '17.1');
  ephemerals.take('/click', { replace_original: true });
  ephemerals.take('/click', { replace_original: false });
  expect(ephemerals.of('U1').map(({ replaces }) => replaces)).toEqual(['17.1', null]);
});

it('takes nothing for an address that no request brought', () => {
  const ephemerals = createEphemerals(() => 0);
  ephemerals.expect('not an address', 'U1');
  expect(ephemerals.isExpected('/sandbox/response/guessed')).toBe(false);
  ephemerals.take('/sandbox/response/guessed', {});
  expect(ephemerals.of('U1')).toEqual([]);
});

it('keeps the newest 200 messages of a user', () => {
  const ephemerals = createEphemerals(() => 0);
  ephemerals.expect('http://127.0.0.1/r', 'U1');
  for (let count = 1; count <= 201; count += 1) ephemerals.take('/r', count);
  const kept = ephemerals.of('U1').map(({ message }) => message);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([200, 2, 201]);
});
