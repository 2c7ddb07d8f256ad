import { expect, test } from 'vitest';
import type { ComponentReading, Content } from '../../src/domain/environment/component.ts';
import { labelFindings } from '../../src/environments/component-label.ts';

const at = (label: string, digest = label): Content => ({ version: digest, label, order: null, digest, token: '' });
const api = (a: Content | null, b: Content | null): ComponentReading => ({
  name: 'lambda-functions api',
  a,
  b,
  troubles: [],
});
const web = (a: Content | null, b: Content | null): ComponentReading => ({ name: 'frontend web', a, b, troubles: [] });
const found = (label: string, ...readings: ComponentReading[]) => labelFindings('shop', label, 'b', readings);

test('a label that no component of the release is called by prevents the start, and all are named', () => {
  expect(found('v54', api(at('v53', '17'), at('v55', '18')), web(at('v53'), at('v55')))).toEqual([
    {
      severity: 'blocks',
      code: 'component-label',
      about: null,
      message:
        'Nothing that environment b of shop would bring to users is called v54: lambda-functions api: 18 (v55), frontend web: v55.',
      remedy: 'Start v55, or deploy v54 to environment b first.',
    },
  ]);
});

test('several labels are all offered', () => {
  const [finding] = found('v54', api(at('v53'), at('v55')), web(at('v53'), at('v56')));
  expect(finding?.remedy).toBe('Start one of v55, v56, or deploy v54 to environment b first.');
});

test.each([
  ['one component is called so, and another is newer', 'v56', [api(at('v54'), at('v55')), web(at('v54'), at('v56'))]],
  ['what is called otherwise is the same in both', 'v55', [api(at('v54'), at('v55')), web(at('v54'), at('v54'))]],
  ['no component differs', 'v55', [api(at('v54'), at('v54'))]],
  ['no component has a label', 'v55', [api(at('', '17'), at('', '18'))]],
  ['a sentence describes a component', 'v55', [api(at('Takes orders', '17'), at('Takes orders', '18'))]],
  ['the side has nothing yet', 'v55', [web(at('v54'), null)]],
])('a start is let through where %s', (_, label, readings) => {
  expect(found(label, ...readings)).toEqual([]);
});

test('a label that only what both sides have is called by is said, and does not prevent the start', () => {
  const [finding] = found('v55', api(at('v53'), at('v54')), web(at('v55'), at('v55')));
  expect(finding).toMatchObject({ severity: 'warns', code: 'component-label' });
});

test('a component that only this side has counts', () => {
  expect(found('v54', web(null, at('v55')))).toHaveLength(1);
});
