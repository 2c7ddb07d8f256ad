import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromWire, toWire } from '../../../src/sandbox/server/wire-json.ts';

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array(),
    fc.array(tie('any')),
    fc.dictionary(fc.stringMatching(/^[A-Za-z]+$/), tie('any'), { noNullPrototype: true }),
  ),
})).any;

it('brings dates and bytes through JSON, wherever they stand', () => {
  fc.assert(
    fc.property(value, (given) => {
      expect(fromWire(toWire(given))).toEqual(given);
    }),
  );
});

it('takes a Buffer for the bytes that it has', () => {
  expect(fromWire(toWire({ Payload: Buffer.from('{}') }))).toEqual({ Payload: new Uint8Array([123, 125]) });
});
