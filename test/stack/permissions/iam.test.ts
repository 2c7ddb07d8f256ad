import { expect, it } from 'vitest';
import { type Grant, grantsOf, partsOf, usedBy } from './iam.ts';

const aGrant = (over: object): Grant =>
  grantsOf([{ Sid: 'One', Effect: 'Allow', Action: 'x:Do', Resource: 'arn:a:*', ...over }], String)[0] as Grant;
const allows = (over: object, need: object) =>
  usedBy(aGrant(over), { action: 'x:Do', resource: 'arn:a:b', ...need }).length > 0;

it('takes a statement apart into actions, resources and values of conditions', () => {
  const Condition = { StringEquals: { k: ['1', '2'] } };
  const grants = grantsOf(
    [{ Sid: 'S', Effect: 'Allow', Action: ['x:A', 'x:B'], Resource: ['r', 's'], Condition }],
    String,
  );
  expect(grants).toHaveLength(4);
  expect(partsOf(grants[0] as Grant)).toEqual(['S: x:A on r', 'S: x:A with k 1', 'S: x:A with k 2']);
});

it('allows by action and resource, with * across every sign and nothing else as a wildcard', () => {
  expect(allows({}, {})).toBe(true);
  expect(allows({}, { action: 'x:Undo' })).toBe(false);
  expect(allows({ Resource: 'arn:a:b' }, { resource: 'arn:a:b:c' })).toBe(false);
  expect(allows({ Resource: 'arn:a:*' }, { resource: 'arn:a:b/c:d' })).toBe(true);
  expect(allows({ Resource: 'arn:a.b' }, { resource: 'arn:axb' })).toBe(false);
});

it('asks a condition of the key, of all of its values with ForAllValues, and of what is not there only without it', () => {
  const equals = { Condition: { StringEquals: { k: ['1', '2'] } } };
  expect(allows(equals, { context: { k: ['2'] } })).toBe(true);
  expect(allows(equals, { context: { k: ['3'] } })).toBe(false);
  expect(allows(equals, {})).toBe(false);
  const all = { Condition: { 'ForAllValues:StringLike': { k: ['a#*'] } } };
  expect(allows(all, { context: { k: ['a#1', 'a#2'] } })).toBe(true);
  expect(allows(all, { context: { k: ['a#1', 'b#2'] } })).toBe(false);
  expect(allows(all, {})).toBe(true);
});

it('reads no operator and no effect that the template does not use', () => {
  expect(() => allows({ Condition: { Bool: { k: 'true' } } }, {})).toThrow(TypeError);
  expect(() => aGrant({ Effect: 'Deny' })).toThrow(TypeError);
});
