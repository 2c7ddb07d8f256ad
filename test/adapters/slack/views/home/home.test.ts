import { describe, expect, test } from 'vitest';
import { home } from '../../../../../src/adapters/slack/views/home/home.ts';
import { cardButtons } from '../../../../../src/adapters/slack/views/parts/buttons.ts';
import { limitProblems } from '../../../../../src/adapters/slack/views/parts/limits.ts';
import type { Home } from '../../../../../src/domain/home.ts';
import type { Rollout } from '../../../../../src/domain/rollout/record.ts';
import { aGate, aReply, aRollout, phases } from '../../support/a-rollout.ts';

const aHome = (change: Partial<Home> = {}): Home => ({
  at: Date.UTC(2026, 0, 5, 12),
  waiting: [],
  running: [],
  finished: [],
  restrictions: [],
  services: [{ name: 'checkout', channel: '#deploys', rollout: null, fault: null }],
  ...change,
});
const many = (count: number, change: Partial<Rollout>): readonly Rollout[] =>
  Array.from({ length: count }, (_, index) => aRollout({ service: `service-${index}`, id: `r-${index}`, ...change }));
const asText = (facts: Home | null, answer = null as Parameters<typeof home>[1]) =>
  JSON.stringify(home(facts, answer).blocks);

describe('the App Home', () => {
  test('says in its first line what there is to do', () => {
    const waiting = many(1, { phase: aGate([]) });
    expect(home(aHome(), null).text).toBe('No rollout is running.');
    expect(home(aHome({ waiting }), null).text).toBe('1 rollout waits for you.');
    expect(home(aHome({ waiting, running: many(2, {}) }), null).text).toBe('1 rollout waits for you, 2 others run.');
    expect(home(aHome({ running: many(1, {}) }), null).text).toBe('1 rollout runs. None waits for you.');
    expect(asText(aHome({ services: [] }))).toContain('No service is configured yet');
  });

  test('has what waits for the person first, then what runs, the restrictions, what finished, the services', () => {
    const shown = asText(
      aHome({
        waiting: many(1, { phase: aGate([]), canary: 'v-waits' }),
        running: many(1, { canary: 'v-runs' }),
        restrictions: ['🔒 checkout is locked by alice'],
        finished: many(1, { phase: phases().completed, canary: 'v-done' }),
      }),
    );
    const places = ['v-waits', 'v-runs', 'locked by alice', 'v-done', 'never rolled out'].map((word) =>
      shown.indexOf(word),
    );
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  test('has under each rollout the buttons of its card, with the same ids and values', () => {
    const [rollout] = many(1, { phase: aGate([]) });
    const { blocks } = home(aHome({ waiting: [rollout!] }), null);
    const drawn = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
    expect(drawn).toEqual(cardButtons(rollout!));
    expect(JSON.stringify(drawn)).toContain('"action_id":"serin:approve"');
  });

  test('leaves out what has no room, and says how much', () => {
    const crowded = aHome({
      waiting: many(40, { phase: aGate([]) }),
      running: many(40, {}),
      finished: many(40, { phase: phases().returnable }),
      restrictions: Array.from({ length: 300 }, (_, index) => `🔒 service-${index} is locked by alice`),
      services: Array.from({ length: 300 }, (_, index) => ({
        ...{ name: `service-${index}`, channel: '#deploys', rollout: null, fault: null },
      })),
    });
    const view = home(crowded, aReply({ text: 'Approved.' }));
    expect(limitProblems(view, 'home')).toEqual([]);
    const shown = JSON.stringify(view.blocks);
    expect(shown).toContain('… and 30 more');
    expect(shown).toContain('… and 25 more');
    expect(shown).toMatch(/… and \d+ more services/);
    expect(shown).toMatch(/… and \d+ more locks, freezes, queues and scheduled starts/);
  });

  test('has the answer to a click above everything else, and alone where nothing may be shown', () => {
    const answer = aReply({ tone: 'refused', code: 'not-approver', text: 'Only bob can approve this.' });
    const view = home(aHome({ running: many(1, {}) }), answer);
    expect(JSON.stringify(view.blocks[0])).toContain('⛔ Only bob can approve this.');
    expect(view.text).toContain('Only bob can approve this.');
    expect(home(null, answer).blocks).toEqual(view.blocks.slice(0, home(null, answer).blocks.length));
  });

  test('says of a service that cannot be read that it cannot', () => {
    const services = [{ name: 'checkout', channel: null, rollout: null, fault: 'its record cannot be read' }];
    expect(asText(aHome({ services }))).toContain('*checkout*: its record cannot be read');
  });
});
