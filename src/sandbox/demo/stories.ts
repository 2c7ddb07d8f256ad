import { release } from './release.ts';
import { approve, expectEnd, readRollout, SERVICE, type Stage, type Story, StoryWentWrong, type } from './story.ts';

/**
 * The time for which the late worker is held, in virtual milliseconds: longer than a rollback takes, shorter than a function
 * lives.
 */
const HELD_MS = 10_000;

const EXAMPLE = new URL('../../../examples/serin.yml', import.meta.url);

export const stories: readonly Story[] = [
  { title: 'A good version completes', config: EXAMPLE, run: goodVersion },
  { title: 'A bad version is rolled back by its alarm', config: EXAMPLE, run: badVersion },
  { title: 'A rollback races a late shift', config: EXAMPLE, run: race },
  release,
];

async function goodVersion(stage: Stage): Promise<void> {
  await startApproved(stage);
  await stage.teller.passUntil(70, () => isFinished(stage));
  await expectEnd(stage, 'completed', { version: '2', weights: {} });
}

async function badVersion(stage: Stage): Promise<void> {
  const { client, teller } = stage;
  await client.fault({ service: SERVICE, arm: 'canary', errorRate: 0.5 });
  teller.say('v54', 'fails every second request');
  await startApproved(stage);
  await teller.passUntil(30, () => isFinished(stage));
  await expectEnd(stage, 'rolled-back', { version: '1', weights: {} });
  const texts = (await client.messages()).flatMap(({ text, thread }) => [text, ...thread.map((reply) => reply.text)]);
  if (!texts.some((text) => text.includes('checkout-5xx')))
    throw new StoryWentWrong('nobody was told which alarm fired');
}

async function race(stage: Stage): Promise<void> {
  const { world, teller } = stage;
  let late = 'not yet written';
  let isHeld = false;
  const stop = world.observe({
    before: async ({ operation, input }) => {
      if (isHeld || operation !== 'UpdateAlias' || !shiftsUp(input)) return;
      isHeld = true;
      teller.say('AWS', 'the worker is held just before it writes 5% to the first alias');
      await world.clock.wait(HELD_MS);
      teller.say('AWS', 'the worker goes on, and writes 5%');
    },
    after: ({ operation, input, error }) => {
      if (operation === 'UpdateAlias' && shiftsUp(input)) late = error ?? 'written';
    },
  });
  await startApproved(stage);
  await type(stage, 'alice', 'rollback checkout never mind');
  await teller.passUntil(1, async () => false);
  teller.say('AWS', `the late write: ${late}`);
  await teller.passUntil(30, () => isFinished(stage));
  stop();
  if (late !== 'PreconditionFailedException') throw new StoryWentWrong(`the late write was ${late}`);
  await expectEnd(stage, 'rolled-back', { version: '1', weights: {} });
}

function shiftsUp(input: unknown): boolean {
  const { RoutingConfig } = input as { readonly RoutingConfig?: { readonly AdditionalVersionWeights?: object } };
  return Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0;
}

async function startApproved(stage: Stage): Promise<void> {
  await type(stage, 'alice', 'start checkout v54');
  await approve(stage, 'bob');
}

async function isFinished(stage: Stage): Promise<boolean> {
  return ['completed', 'rolled-back'].includes((await readRollout(stage))?.status ?? '');
}
