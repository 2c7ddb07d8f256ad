import { GetAliasCommand } from '@aws-sdk/client-lambda';
import type { SandboxClient } from '../server/client.ts';
import type { RolloutState } from '../state.ts';
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
  /** The file with its services. */
  readonly config: URL;
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

/** Has a person type `/canary` and these words, and prints what follows. */
export async function type({ client, teller }: Stage, person: string, words: string): Promise<void> {
  teller.say(person, `/canary ${words}`);
  await client.type(person, words);
  await client.advance(A_MOMENT);
  await teller.tellNews();
}

/** Has a person click Approve, and prints what follows. */
export function approve(stage: Stage, person: string): Promise<void> {
  return click(stage, person, 'approve', 'Approve');
}

/** Has a person take their approval back, and prints what follows. */
export function withdraw(stage: Stage, person: string): Promise<void> {
  return click(stage, person, 'withdraw', 'Withdraw my approval');
}

async function click({ client, teller }: Stage, person: string, name: string, label: string): Promise<void> {
  teller.say(person, `clicks ${label}`);
  await client.click(person, name);
  await client.advance(A_MOMENT);
  await teller.tellNews();
}

/** The status of a rollout. */
export type Status = RolloutState['status'];

/** Returns the newest rollout; null before the first one. */
export async function readRollout({ client }: Stage): Promise<RolloutState | null> {
  const { services } = await client.state();
  return services[SERVICE]?.rollout ?? null;
}

/** Throws unless the rollout has this status and both aliases are exactly this. */
export async function expectEnd(
  stage: Stage,
  status: Status,
  end: { readonly version: string; readonly weights: object },
): Promise<void> {
  const found = (await readRollout(stage))?.status;
  if (found !== status) throw new StoryWentWrong(`the rollout is ${found}, not ${status}`);
  for (const FunctionName of ['checkout-api', 'checkout-events']) {
    const alias = await stage.world.account.clients.lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' }));
    const is = { version: alias.FunctionVersion, weights: alias.RoutingConfig?.AdditionalVersionWeights ?? {} };
    if (JSON.stringify(is) !== JSON.stringify(end))
      throw new StoryWentWrong(`the alias of ${FunctionName} is ${JSON.stringify(is)}`);
  }
}
