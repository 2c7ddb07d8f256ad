import { GetAliasCommand } from '@aws-sdk/client-lambda';
import type { SandboxClient } from '../server/client.ts';
import type { World } from '../world.ts';
import type { Printer } from './printer.ts';

/** The stage of a story. */
export interface Stage {
  readonly client: SandboxClient;
  readonly world: World;
  readonly teller: Printer;
}

/** A story that prints itself and throws when it does not end as it should. */
export interface Story {
  readonly title: string;
  run(stage: Stage): Promise<void>;
}

/** Thrown when a story does not end as it should. */
export class StoryWentWrong extends Error {
  readonly code = 'story-went-wrong';
  constructor(what: string) {
    super(`The story did not end as it should: ${what}.`);
    this.name = 'StoryWentWrong';
  }
}

/** The service that the stories are about. */
export const SERVICE = 'checkout';

/** The time in which a request gets under way, because Serin paces its calls to AWS. */
const A_MOMENT = '2s';

/**
 * The time for which the late worker is held, in virtual milliseconds: longer than a rollback takes, shorter than a function
 * lives.
 */
const HELD_MS = 10_000;

export const stories: readonly Story[] = [
  { title: 'A good version completes', run: goodVersion },
  { title: 'A bad version is rolled back by its alarm', run: badVersion },
  { title: 'A rollback races a late shift', run: race },
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
  const { client, world, teller } = stage;
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
  teller.say('alice', '/canary rollback checkout never mind');
  await client.type('alice', 'rollback checkout never mind');
  await client.advance(A_MOMENT);
  await teller.tellNews();
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

async function startApproved({ client, teller }: Stage): Promise<void> {
  teller.say('alice', '/canary start checkout v54');
  await client.type('alice', 'start checkout v54');
  await client.advance(A_MOMENT);
  await teller.tellNews();
  teller.say('bob', 'clicks Approve');
  await client.click('bob', 'approve');
  await client.advance(A_MOMENT);
  await teller.tellNews();
}

async function isFinished({ client }: Stage): Promise<boolean> {
  const { services } = await client.state();
  return ['completed', 'rolled-back'].includes(services[SERVICE]?.rollout?.status ?? '');
}

/** Throws unless the rollout has this status and both aliases are exactly this. */
async function expectEnd(
  { client, world }: Stage,
  status: string,
  end: { readonly version: string; readonly weights: object },
): Promise<void> {
  const { services } = await client.state();
  const found = services[SERVICE]?.rollout?.status;
  if (found !== status) throw new StoryWentWrong(`the rollout is ${found}, not ${status}`);
  for (const FunctionName of ['checkout-api', 'checkout-events']) {
    const alias = await world.account.clients.lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' }));
    const is = { version: alias.FunctionVersion, weights: alias.RoutingConfig?.AdditionalVersionWeights ?? {} };
    if (JSON.stringify(is) !== JSON.stringify(end))
      throw new StoryWentWrong(`the alias of ${FunctionName} is ${JSON.stringify(is)}`);
  }
}
