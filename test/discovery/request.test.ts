import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../src/discovery/request.ts';
import { aRequest } from './a-request.ts';

const code = (event: unknown) => {
  const request = readRequest(event);
  return request.kind === 'refused' ? `${request.status} ${request.code}` : request.kind;
};

describe('a request', () => {
  it('asks for the arm of a user of a service', () => {
    expect(readRequest(aRequest())).toEqual({
      kind: 'question',
      origin: null,
      wantsBody: true,
      question: { service: 'order', user: 'alice', room: null, known: '' },
    });
  });

  it('says what the client knows already, and where the page is from', () => {
    const headers = { 'If-None-Match': '"3-canary-x"', Origin: 'https://shop.example.com' };
    expect(readRequest(aRequest({ headers, method: 'HEAD' }))).toMatchObject({
      origin: 'https://shop.example.com',
      wantsBody: false,
      question: { known: '"3-canary-x"' },
    });
  });

  it('may have null in the place of what is left out', () => {
    const asked = { ...aRequest(), requestContext: { stage: null, http: { method: 'GET' } } };
    expect(readRequest({ ...asked, headers: null })).toMatchObject({ kind: 'question', origin: null });
    expect(readRequest({ ...asked, headers: { origin: null, 'if-none-match': null } })).toMatchObject({
      ...{ kind: 'question', origin: null },
      question: { known: '' },
    });
    expect(code({ ...asked, rawQueryString: null })).toBe('400 bad-user');
  });

  it('takes the room that people must meet in', () => {
    expect(readRequest(aRequest({ query: 'user=alice&room=r%2F7' }))).toMatchObject({
      question: { user: 'alice', room: 'r/7' },
    });
  });

  it.each([
    ['an empty one', 'room='],
    ['two', 'room=a&room=b'],
    ['one of 129 characters', `room=${'x'.repeat(129)}`],
    ['one with a line break', 'room=a%0ab'],
  ])('refuses a room that is none: %s', (_, room) => {
    expect(code(aRequest({ query: `user=alice&${room}` }))).toBe('400 bad-room');
  });

  it.each([
    ['with a plus for a space', 'user=alice+b', 'alice b'],
    ['in UTF-8', 'user=zo%C3%AB', 'zoë'],
    ['beside other things', 'a=1&user=alice&b=2', 'alice'],
    ['with 128 characters', `user=${'x'.repeat(128)}`, 'x'.repeat(128)],
  ])('takes an id %s', (_, query, user) => {
    expect(readRequest(aRequest({ query }))).toMatchObject({ question: { user } });
  });

  it.each([
    ['none', ''],
    ['an empty one', 'user='],
    ['two', 'user=alice&user=bob'],
    ['one of 129 characters', `user=${'x'.repeat(129)}`],
    ['one with a line break', 'user=alice%0d%0ax'],
    ['a query without end', `user=alice&x=${'x'.repeat(3000)}`],
  ])('with %s for an id is refused', (_, query) => {
    expect(code(aRequest({ query }))).toBe('400 bad-user');
  });

  it.each(['/discovery/', '/discovery/Order', '/discovery/order/', '/discovery/__proto__', '/other/order', '/'])(
    'for %s finds no service',
    (path) => {
      expect(code(aRequest({ path }))).toBe('404 unknown-service');
    },
  );

  it('finds its service behind the name of a stage', () => {
    expect(code(aRequest({ path: '/dev/discovery/order', stage: 'dev' }))).toBe('question');
  });

  it('is a preflight with OPTIONS, and refused with anything that writes', () => {
    expect(code(aRequest({ method: 'OPTIONS', query: '' }))).toBe('preflight');
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'get']) {
      expect(code(aRequest({ method }))).toBe('405 method-not-allowed');
    }
  });

  it('that is none is refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ rawPath: fc.anything(), headers: fc.anything() })), (event) => {
        expect(code(event)).toBe('400 bad-request');
      }),
    );
  });
});
