import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sign } from '../../src/command/mac.ts';
import { parseText } from '../../src/command/text.ts';
import { verbs } from '../../src/command/usage.ts';
import { parseSignedCommand } from '../../src/command/wire-format.ts';
import { aCommand } from './a-command.ts';

const history = { name: 'history', service: 'checkout', who: null, outcome: null, version: null, page: 1 };
const start = { name: 'start', service: 'checkout', label: 'v54', explicit: {}, force: false, adopt: false };

test.each([
  ['start checkout v54', start],
  ['  START   Checkout\u00a0v54 ', start],
  ['start checkout v54 force', { ...start, force: true }],
  ['start checkout v54 --force adopt', { ...start, force: true, adopt: true }],
  ['start checkout v54 \u2014force', { ...start, force: true }],
  ['start checkout checkout-api=17 v54', { ...start, explicit: { 'checkout-api': '17' } }],
  ['start `checkout` \u201cv54\u201d', start],
  [
    'start calls v2 <http://app.example.com|app.example.com>=canary',
    { ...start, service: 'calls', label: 'v2', explicit: { 'app.example.com': 'canary' } },
  ],
  ['status checkout', { name: 'status', service: 'checkout' }],
  ['status', { name: 'list' }],
  ['env shop', { name: 'env', service: 'shop' }],
  ['list', { name: 'list' }],
  ['history checkout', history],
  [
    'HISTORY checkout version=v54 outcome=rolled-back by=<@U2|bob> page=3',
    { ...history, who: 'bob', outcome: 'rolled-back', version: 'v54', page: 3 },
  ],
  ['approve checkout', { name: 'approve', service: 'checkout', rollout: null, at: null }],
  ['pause checkout', { name: 'pause', service: 'checkout', rollout: null, at: null }],
  ['resume checkout', { name: 'resume', service: 'checkout', rollout: null, at: null }],
  [
    'resume shop done It ran, by hand',
    { name: 'hook-done', service: 'shop', rollout: null, at: null, text: 'It ran, by hand' },
  ],
  ['resume shop DONE', { name: 'hook-done', service: 'shop', rollout: null, at: null, text: '' }],
  ['promote checkout', { name: 'promote', service: 'checkout', rollout: null, at: null }],
  ['skip checkout', { name: 'skip', service: 'checkout', rollout: null, at: null }],
  [
    'freeze checkout 2h \u201cincident 42\u201d',
    { name: 'freeze', service: 'checkout', ms: 7_200_000, text: 'incident 42' },
  ],
  ['FREEZE checkout 1D12h30m', { name: 'freeze', service: 'checkout', ms: 131_400_000, text: '' }],
  ['freeze all 30m the database moves', { name: 'freeze-all', ms: 1_800_000, text: 'the database moves' }],
  ['unfreeze checkout it is over', { name: 'unfreeze', service: 'checkout', text: 'it is over' }],
  ['unfreeze all', { name: 'unfreeze-all', text: '' }],
  ['start checkout v55 --queue', { ...start, label: 'v55', queue: true }],
  [
    'start checkout v56 hotfix fix because “the cart is empty” again',
    { ...start, label: 'v56', fix: true, hotfix: '"the cart is empty" again' },
  ],
  ['start checkout v56 --hotfix BECAUSE "5xx"', { ...start, label: 'v56', hotfix: '5xx' }],
  ['start checkout v56 note="because we can"', { ...start, label: 'v56', notes: { note: 'because we can' } }],
  ['queue checkout', { name: 'queue', service: 'checkout' }],
  ['queue checkout leave v55', { name: 'leave-queue', service: 'checkout', label: 'v55' }],
  ['QUEUE checkout Resume', { name: 'resume-queue', service: 'checkout' }],
  ['rollback checkout', { name: 'rollback', service: 'checkout', rollout: null, at: null, text: '' }],
])('%s', (typed, body) => {
  expect(parseText(typed)).toEqual({ kind: 'command', body });
});

test.each([
  ['reject checkout too slow &amp; &lt;broken&gt;', 'too slow & <broken>'],
  ['reject checkout \u201ctoo slow\u201d', 'too slow'],
  [
    'reject checkout <@U2|bob> says <!here> <!subteam^S1|@payments> look at <#C1|deploys>',
    '@bob says @here @payments look at #deploys',
  ],
  ['reject checkout see <https://example.com/a>', 'see https://example.com/a'],
  ['reject checkout &amp;lt;', '&lt;'],
])('keeps the reason of %s as a person reads it', (typed, text) => {
  expect(parseText(typed)).toEqual({
    kind: 'command',
    body: { name: 'reject', service: 'checkout', rollout: null, at: null, text },
  });
});

test('shortens a long reason: a rollback is never refused for its words', () => {
  for (const long of ['x'.repeat(1000), '🐤'.repeat(500), `x${'🐤'.repeat(500)}`]) {
    const parsed = parseText(`rollback checkout ${long}`);
    const text = parsed.kind === 'command' && parsed.body.name === 'rollback' ? parsed.body.text : '';
    expect(text.length).toBeGreaterThan(290);
    expect(text.length).toBeLessThanOrEqual(300);
    expect(text).toMatch(/^x*🐤*…$/u);
  }
});

test.each([
  ['help', null],
  ['help start', 'start'],
  ['HELP Rollback', 'rollback'],
])('"%s" asks for help', (typed, about) => {
  expect(parseText(typed)).toEqual({ kind: 'help', about });
});

test.each([[''], ['   '], ['start'], [' START ']])('"%s" asks for the form of a start', (typed) => {
  expect(parseText(typed)).toEqual({ kind: 'start-form' });
});

test.each([
  ['freeze checkout', 'bad-duration', /Say how long: 30m, 2h or 1d12h/],
  ['freeze checkout 31d', 'bad-duration', /at most 30d/],
  ['freeze checkout 10s', 'bad-duration', /Say how long/],
  ['freeze', 'service-missing', /needs a service/],
  ['startt checkout v54', 'unknown-command', /Did you mean "start"/],
  ['statr checkout v54', 'unknown-command', /Did you mean "status"/],
  ['help stop', 'unknown-command', /`pause` keeps .* `rollback` sends it back/],
  ['rolback checkout', 'unknown-command', /Did you mean "rollback"/],
  ['help aprove', 'unknown-command', /Did you mean "approve"/],
  ['xyzzy checkout', 'unknown-command', /Type "help"/],
  ['start checkout', 'version-missing', /Which version of checkout/],
  ['start checkout force', 'version-missing', /Which version/],
  ['start checkout v54 forse', 'unknown-word', /Did you mean "force"/],
  ['start checkout v54 v55', 'unknown-word', /one version/],
  ['start checkout $LATEST', 'bad-version', /cannot be a version/],
  ['start checkout v54 =17', 'bad-pair', /checkout-api=17/],
  ['start checkout v54 api=', 'bad-pair', /checkout-api=17/],
  ['start checkout v54 api=1 api=2', 'pair-twice', /twice/],
  [`start checkout v54 ${Array.from({ length: 21 }, (_, i) => `f${i}=1`).join(' ')}`, 'too-many-pairs', /At most 20/],
  ['start check_out v54', 'bad-service-name', /cannot be a service/],
  [`pause ${'a'.repeat(41)}`, 'bad-service-name', /at most 40/],
  ['pause checkout now', 'too-many-words', /nothing else/],
  ['start checkout v56 hotfix', 'reason-missing', /Say why: start checkout v56 hotfix because <reason>/],
  ['start checkout v56 hotfix because ', 'reason-missing', /Say why/],
  ['start checkout v56 because 5xx', 'unknown-word', /Only a hotfix says "because"/],
  ['queue checkout leave', 'version-missing', /Which version leaves the queue of checkout/],
  ['queue checkout v55', 'unknown-word', /"v55" is not understood/],
  ['queue checkout resume v55', 'unknown-word', /not understood/],
  [`queue checkout leave ${'v'.repeat(101)}`, 'unknown-word', /not understood/],
  ['list all', 'too-many-words', /no more words/],
])('refuses "%s" and says what to write', (typed, code, words) => {
  const parsed = parseText(typed);
  expect(parsed).toMatchObject({ kind: 'refused', code });
  expect(parsed).toHaveProperty('text', expect.stringMatching(words));
});

test('every refusal of a known command shows how it is written', () => {
  expect(parseText('start checkout')).toHaveProperty('usage', expect.stringContaining('start <service> <version>'));
});

test('whatever is typed gives help, a refusal, or a command that the bus takes', () => {
  const word = fc.oneof(
    fc.constantFrom(...verbs, 'checkout', 'v54', 'force', 'a=b', '<@U1|x>'),
    fc.string({ unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      const parsed = parseText(words.join(' '));
      if (parsed.kind === 'command') {
        const signed = sign(aCommand(parsed.body), 'key');
        expect(parseSignedCommand(JSON.parse(JSON.stringify(signed)))).toEqual(signed);
      }
    }),
  );
});
