import {
  approve,
  expectEnd,
  readRollout,
  SERVICE,
  type Stage,
  type Status,
  type Story,
  StoryWentWrong,
  type,
  withdraw,
} from './story.ts';

/** A release with approvers who do not answer, a freeze, a queue and a hotfix. */
export const release: Story = {
  title: 'A release waits for people, for a freeze, and for a hotfix',
  config: new URL('./release.yml', import.meta.url),
  run: async (stage) => {
    await askTwice(stage);
    await freezeAndEscalate(stage);
    await makeWay(stage);
    await letQueueMove(stage);
  },
};

/** Two people have to approve. One does not in time, and both are asked again. One takes the approval back for a while. */
async function askTwice(stage: Stage): Promise<void> {
  await type(stage, 'alice', 'start checkout v54');
  await approve(stage, 'bob');
  await passUntil(stage, 25, 'v54', 'holding');
  await type(stage, 'alice', 'resume checkout');
  await approve(stage, 'bob');
  await withdraw(stage, 'bob');
  await approve(stage, 'carol');
  await approve(stage, 'bob');
  await passUntil(stage, 2, 'v54', 'baking');
}

/** Another start joins the queue. In a freeze nothing rises, also not when the second approval was given by those asked too. */
async function freezeAndEscalate(stage: Stage): Promise<void> {
  const { teller } = stage;
  await type(stage, 'carol', 'start checkout v55 queue');
  await type(stage, 'bob', 'freeze checkout 30m "incident 42"');
  await passUntil(stage, 10, 'v54', 'awaiting-approval');
  await passMinutes(stage, 11);
  await approve(stage, 'carol');
  await passMinutes(stage, 10);
  const share = await readShare(stage);
  if (share !== 20) throw new StoryWentWrong(`the share is ${share}% in a freeze, not 20%`);
  await teller.passUntil(10, async () => (await readShare(stage)) === 100);
}

/** A hotfix goes in front of the start that waits, and the running rollout is rolled back for it. */
async function makeWay(stage: Stage): Promise<void> {
  const { world } = stage;
  for (const name of ['checkout-api', 'checkout-events']) world.account.lambda.publish(name, { description: 'v56' });
  await type(stage, 'alice', 'start checkout v56 hotfix because the cart is empty');
  await type(stage, 'bob', 'rollback checkout for the hotfix');
  await passUntil(stage, 10, 'v56', 'awaiting-approval');
  for (const person of ['bob', 'carol']) await approve(stage, person);
  await passUntil(stage, 10, 'v56', 'awaiting-approval');
  await approve(stage, 'bob');
  await passUntil(stage, 20, 'v56', 'completed');
  await expectEnd(stage, 'completed', { version: '4', weights: {} });
}

/** Lets the start that waited begin: its approvers are asked for this version too. */
async function letQueueMove(stage: Stage): Promise<void> {
  await passUntil(stage, 5, 'v55', 'awaiting-approval');
  await passMinutes(stage, 1);
}

/** Lets so many minutes pass. */
function passMinutes({ teller }: Stage, minutes: number): Promise<void> {
  return teller.passUntil(minutes, async () => false);
}

/** Returns the share on the canary that the users have, in percent. */
async function readShare({ client }: Stage): Promise<number | null> {
  const { services } = await client.state();
  return services[SERVICE]?.targets[0]?.weight ?? null;
}

/** Lets minutes pass until the rollout of a version has a status. @throws StoryWentWrong when it has it not by then */
async function passUntil(stage: Stage, minutes: number, canary: string, status: Status): Promise<void> {
  const isThere = async () => {
    const rollout = await readRollout(stage);
    return rollout?.canary === canary && rollout.status === status;
  };
  await stage.teller.passUntil(minutes, isThere);
  if (await isThere()) return;
  const found = await readRollout(stage);
  throw new StoryWentWrong(`${found?.canary} is ${found?.status}, where ${canary} should be ${status}`);
}
