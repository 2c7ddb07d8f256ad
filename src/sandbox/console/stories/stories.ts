import type { ServicePart } from '../../live/parts.ts';
import type { Api } from '../api.ts';
import type { World } from '../store.ts';
import { HEALTHY } from '../world/healthy.ts';
import { isNextThere } from '../world/next-release.ts';

/** The state that a step of a story sees. */
export interface Scene {
  readonly world: World;
  readonly service: ServicePart;
  /** The virtual time at which the story began, in milliseconds since the epoch. */
  readonly since: number;
}

/** A step of a story: once `when` holds, its text is shown and its action runs. */
interface StoryStep {
  readonly tells: (scene: Scene) => string;
  readonly when: (scene: Scene) => boolean;
  readonly act?: (api: Api, scene: Scene) => Promise<void>;
}

/** A story that plays itself, with the same commands and clicks that people have. */
export interface Story {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly service: string;
  readonly steps: readonly StoryStep[];
}

/** Virtual seconds per real second: a speed for reading, and one for waiting. */
const [READABLE, FAST] = [60, 240];

/** Returns the rollout of the story; null while there is only an older one. */
function currentRollout({ service, since }: Scene) {
  const { rollout } = service;
  return rollout !== null && rollout.startedAt >= since ? rollout : null;
}

const status = (scene: Scene) => currentRollout(scene)?.phase.status;
/**
 * True when traffic has begun to move. Later statuses count too: time may pass faster than the console is updated, and a story
 * must not wait for a status that is over.
 */
const isMoving = (scene: Scene) => ![undefined, 'awaiting-approval', 'shifting'].includes(status(scene));
const isGoingBack = (scene: Scene) => ['rolling-back', 'rolled-back'].includes(status(scene) ?? '');

/** True when a tenth of the last minute's requests went to the canary. */
const hasCanaryUsers = ({ world, service }: Scene) =>
  (world.minutes.findLast((minute) => minute.service === service.name)?.requests ?? 0) > 0.1;

const sceneChannel = ({ world, service }: Scene) =>
  world.about.channels.find(({ name }) => `#${name}` === service.channel)?.name ?? world.about.channels[0]?.name ?? '';
const say = (api: Api, scene: Scene, user: string, text: string) =>
  api.say({ user, channel: sceneChannel(scene), text: `/canary ${text}` });
const sceneStack = ({ world, service }: Scene) => world.stacks.find((stack) => stack.service === service.name);
const nextVersion = (scene: Scene) => sceneStack(scene)?.next ?? scene.service.versions[1] ?? 'v54';

/** Deploys the next version to the active environment, if the service has environments and the version is not there yet. */
async function deployNext(api: Api, scene: Scene): Promise<void> {
  const stack = sceneStack(scene);
  if (stack !== undefined && isNextThere(stack) === false) await api.deploy(stack.service, stack.next);
}

/** @param confirms the word that starts at once, where no approval is the first step of the plan */
function start(canary: typeof HEALTHY, tells: (version: string) => string, confirms: '' | ' yes' = ''): StoryStep {
  return {
    tells: (scene) => tells(currentRollout(scene)?.canary ?? nextVersion(scene)),
    when: () => true,
    act: async (api, scene) => {
      const { name } = scene.service;
      await deployNext(api, scene);
      // All requests go out at once, so that after a reload either all of them were sent or none.
      await Promise.all([
        api.fault({ service: name, arm: 'stable', ...HEALTHY }),
        api.fault({ service: name, arm: 'canary', ...canary }),
        api.speed(READABLE),
        say(api, scene, 'alice', `start ${name} ${nextVersion(scene)}${confirms}`),
      ]);
    },
  };
}

const approve: StoryStep = {
  tells: () => 'The plan asks Bob or Carol before anything moves. Bob approves.',
  when: (scene) => status(scene) !== undefined,
  // Another person may have approved first.
  act: async (api, scene) => {
    if (status(scene) === 'awaiting-approval') await say(api, scene, 'bob', `approve ${scene.service.name}`);
  },
};

function passTime(tells: string): StoryStep {
  return { tells: () => tells, when: isMoving, act: (api) => api.speed(FAST) };
}

const heal = (api: Api, { service }: Scene) => api.fault({ service: service.name, arm: 'canary', ...HEALTHY });

const ended: StoryStep = {
  tells: (scene) =>
    `It is over: ${currentRollout(scene)?.canary} ${status(scene)?.replace('-', ' ')}. Read the thread of the card.`,
  when: (scene) => ['completed', 'rolled-back'].includes(status(scene) ?? ''),
  act: async (api, scene) => {
    await heal(api, scene);
    await api.speed(READABLE);
  },
};

/** The stories that a first visit can try. */
export const stories: readonly Story[] = [
  {
    id: 'good',
    title: 'A good version',
    text: 'Alice starts, Bob approves, the share rises step by step until everyone has it.',
    service: 'checkout',
    steps: [
      start(HEALTHY, (version) => `Alice asks for ${version} of checkout. Serin checks the account first.`),
      approve,
      passTime('5%, then 25%, then everyone, with a bake after each. Time runs faster.'),
      ended,
    ],
  },
  {
    id: 'bad',
    title: 'A bad version',
    text: 'Every third request to the canary fails. The alarm fires and Serin rolls back by itself.',
    service: 'checkout',
    steps: [
      start({ ...HEALTHY, errorRate: 0.35 }, (version) => `Alice asks for ${version} of checkout, which is broken.`),
      approve,
      {
        tells: () => '5% of the requests reach it, and a third of those fail. The alarm needs two bad minutes.',
        when: isMoving,
      },
      {
        tells: () => 'The alarm fires: all traffic is back. Serin waits until no late writer can be alive.',
        when: isGoingBack,
      },
      ended,
    ],
  },
  {
    id: 'dns',
    title: 'Calls over DNS',
    text: 'Two weighted records of one name. Resolvers keep answers, so users follow little by little.',
    service: 'calls',
    steps: [
      start(HEALTHY, (version) => `Alice asks for ${version} of calls: 10% of the answers of Route 53 change.`, ' yes'),
      passTime('Each resolver keeps its answer for 60 s; whoever shares one gets the same side. Time runs faster.'),
      ended,
    ],
  },
  {
    id: 'balancer',
    title: 'A load balancer',
    text: 'Two target groups, and a cookie that keeps users in theirs, until the canary breaks.',
    service: 'orders',
    steps: [
      start(
        HEALTHY,
        (version) => `${version} runs behind the target group that no users have. Alice asks for it in orders.`,
        ' yes',
      ),
      {
        tells: () => '20% of those without a cookie get the canary, and from then on its cookie: they stay there.',
        when: isMoving,
        act: (api) => api.speed(FAST),
      },
      {
        tells: () => 'Then the canary breaks: every third request fails. An alarm measures each target group.',
        when: hasCanaryUsers,
        act: async (api, { service }) => {
          await api.speed(READABLE);
          await api.fault({ service: service.name, arm: 'canary', ...HEALTHY, errorRate: 0.35 });
        },
      },
      {
        tells: () =>
          'The alarm fires. A weight of 0 moves nobody who has the cookie, so the same write turns stickiness off.',
        when: isGoingBack,
      },
      ended,
    ],
  },
  {
    id: 'ecs',
    title: 'ECS deploys, Serin decides',
    text: 'A pipeline updates a service of ECS. ECS pauses before it moves the traffic, and the plan begins.',
    service: 'invoices',
    steps: [
      {
        tells: (scene) => `A pipeline gives ECS ${nextVersion(scene)} of invoices. It knows nothing of Serin.`,
        when: () => true,
        act: async (api, scene) => {
          const { name } = scene.service;
          await Promise.all([
            api.fault({ service: name, arm: 'stable', ...HEALTHY }),
            api.fault({ service: name, arm: 'canary', ...HEALTHY }),
            api.speed(READABLE),
            api.deploy(name, nextVersion(scene)),
          ]);
        },
      },
      {
        tells: () => 'ECS starts the new tasks. Its deployment opened a rollout: Serin decides at each of its pauses.',
        when: (scene) => status(scene) !== undefined,
      },
      passTime('ECS paused, Serin let it go on, and 10% have the new tasks. Time runs faster.'),
      {
        tells: () => 'A quiet quarter of an hour is over; ECS pauses again, and the plan asks. Bob approves.',
        when: (scene) => status(scene) === 'awaiting-approval',
        act: (api, scene) => say(api, scene, 'bob', `approve ${scene.service.name}`),
      },
      ended,
    ],
  },
  {
    id: 'stack',
    title: 'Two stacks',
    text: 'All layers of shop, twice: the two take turns. Each user has all of one side.',
    service: 'shop',
    steps: [
      start(
        HEALTHY,
        (version) => `${version} is in the environment that no users have. Alice asks for it, in all layers at once.`,
        ' yes',
      ),
      passTime('5% of the users get that side, from their next page on: look at the squares. Time runs faster.'),
      {
        tells: () => 'Ten quiet minutes are over, and the plan asks Bob or Carol. Carol approves.',
        when: (scene) => status(scene) === 'awaiting-approval',
        act: (api, scene) => say(api, scene, 'carol', `approve ${scene.service.name}`),
      },
      ended,
    ],
  },
];
