import { UpdateAliasCommand } from '@aws-sdk/client-lambda';
import type { Page } from 'playwright-core';
import type { ASandbox } from '../sandbox/a-sandbox.ts';
import type { Browser } from './browser.ts';

/** The services of the moments, for a sandbox. */
export const MOMENTS_CONFIG = 'test/console/moments.yml';

/** A moment of a release, as one person sees it on a phone. */
export interface Moment {
  readonly name: string;
  readonly person: string;
  /** The locked phone, the newest message of the channel, or the newest card of a rollout. */
  readonly place: 'phone' | 'newest' | 'card';
  /** Brings the release from the moment before to this one. */
  readonly play: (sandbox: ASandbox) => Promise<void>;
  /** The answers that the first screen has to show: what goes on, how bad it is, and what the reader has to do. */
  readonly says: readonly string[];
}

const statusOf = async (sandbox: ASandbox) => (await sandbox.state()).services.checkout?.rollout?.status;

/** Lets time pass until the rollout has a status. @throws when it has it not after an hour */
async function passUntil(sandbox: ASandbox, status: string): Promise<void> {
  for (let minute = 0; minute < 120; minute++) {
    if ((await statusOf(sandbox)) === status) return;
    await sandbox.advance('30s');
  }
  throw new Error(`The rollout is ${await statusOf(sandbox)}, not ${status}.`);
}

/** Starts a version again, and lets it come to its first share. */
async function startAnew(sandbox: ASandbox, version: string): Promise<void> {
  await sandbox.type('alice', `start checkout ${version}`);
  await sandbox.advance('5s');
  await sandbox.click('bob', 'approve');
  await sandbox.advance('4m');
}

/** Somebody takes an alias out of Serin's hands, in the console of AWS. */
async function shiftByHand({ world }: ASandbox): Promise<void> {
  await world.account.clients.lambda.send(
    new UpdateAliasCommand({
      FunctionName: 'checkout-api',
      Name: 'live',
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } },
    }),
  );
}

/** The ten moments of a release, in order. */
export const moments: readonly Moment[] = [
  {
    name: 'request',
    person: 'Bob',
    place: 'phone',
    play: async (sandbox) => {
      await sandbox.advance('70m');
      await sandbox.type('alice', 'start checkout v54 note="faster search"');
    },
    says: ['checkout v54', 'waits for your approval', 'Then 5% of the traffic gets it'],
  },
  {
    name: 'waiting',
    person: 'Bob',
    place: 'card',
    play: (sandbox) => sandbox.advance('10m'),
    says: ['checkout v54: waiting for approval', '0% on v54', 'Waiting for bob@example.com to approve', 'Approve'],
  },
  {
    name: 'escalation',
    person: 'Carol',
    place: 'phone',
    play: (sandbox) => sandbox.advance('51m'),
    says: ['checkout v54 was not approved so far', 'waits for you too', 'Then 5% of the traffic gets it'],
  },
  {
    name: 'baking',
    person: 'Alice',
    place: 'card',
    play: async (sandbox) => {
      await sandbox.click('carol', 'approve');
      await sandbox.advance('8m');
    },
    says: ['checkout v54: baking', '5% on v54', 'none failed because of it', 'You need to do nothing.'],
  },
  {
    name: 'breach',
    person: 'Carol',
    place: 'phone',
    play: async (sandbox) => {
      await sandbox.advance('10m');
      await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.2, latencyMs: 600 });
      await passUntil(sandbox, 'rolling-back');
    },
    says: ['checkout v54 is rolling back from 25%', 'limit 1%', 'You need to do nothing.'],
  },
  {
    name: 'rolled-back',
    person: 'Carol',
    place: 'newest',
    play: async (sandbox) => {
      await passUntil(sandbox, 'rolled-back');
      await sandbox.fault({ service: 'checkout', arm: 'canary', errorRate: 0.0005, latencyMs: 80 });
      await sandbox.advance('30s');
    },
    says: ['checkout v54 was rolled back from 25%', 'All traffic is on v53 since', 'You need to do nothing.'],
  },
  {
    name: 'held',
    person: 'Alice',
    place: 'newest',
    play: async (sandbox) => {
      await sandbox.advance('40m');
      await startAnew(sandbox, 'v54');
      await shiftByHand(sandbox);
      await passUntil(sandbox, 'holding');
    },
    says: [
      'checkout v54: holding at 5% to 50%',
      'Somebody changed lambda-alias checkout-api:live',
      'v54 has 5% to 50% of the traffic.',
      'Put back sets lambda-alias checkout-api:live from 50% to 5% and goes on. Or roll back.',
    ],
  },
  {
    name: 'frozen',
    person: 'Alice',
    place: 'card',
    play: async (sandbox) => {
      await sandbox.click('alice', 'put-back');
      await sandbox.ask('bob', 'freeze checkout 2h "incident 42"');
      await sandbox.advance('20m');
    },
    says: ['checkout v54: waits for the end of a freeze', 'incident 42', 'Then the plan goes on by itself.'],
  },
  {
    name: 'queued',
    person: 'Alice',
    place: 'newest',
    play: async (sandbox) => {
      await sandbox.ask('alice', 'start checkout v55 queue');
      await sandbox.ask('bob', 'rollback checkout the search is slow');
      await passUntil(sandbox, 'rolled-back');
      await sandbox.ask('bob', 'unfreeze checkout');
    },
    says: ['The queue of checkout has stopped', 'v54 was rolled back', 'Resume queue', 'Take v55 out'],
  },
  {
    name: 'finished',
    person: 'Alice',
    place: 'newest',
    play: async (sandbox) => {
      await sandbox.click('alice', 'resume-queue');
      await passUntil(sandbox, 'awaiting-approval');
      await sandbox.click('bob', 'approve');
      await passUntil(sandbox, 'completed');
      await sandbox.advance('30s');
    },
    says: ['checkout v55 was completed', 'v55 is live since', 'You need to do nothing.'],
  },
];

/** Hides what is around Slack, so that the screen shows what a phone shows. */
const ONLY_SLACK = `.head,.sides,.slack-head,.places,.composer,.shortcut { display: none !important }
.app { grid-template-rows: minmax(0, 1fr) !important }`;

/** The frames of the browser in which nothing has to move until a screen is drawn. */
const CALM = 20;

/** Scrolls to a message until it stays there: the list sticks to its end while it is drawn. */
const scrollTo = (ts: string): string => `new Promise((done) => {
  const message = document.querySelector('[role=log] [data-ts="${ts}"]');
  let last = null;
  let calm = 0;
  const look = () => {
    message.scrollIntoView({ block: 'start', behavior: 'instant' });
    const { top } = message.getBoundingClientRect();
    calm = top === last ? calm + 1 : 0;
    last = top;
    if (calm < ${CALM}) requestAnimationFrame(look);
    else done();
  };
  look();
})`;

/** Reads the words on the screen, each where it is: a line that is cut off has no place. */
const READ = `(() => {
  const shown = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const { currentNode: node } = texts;
    const cut = node.parentElement.closest('.push-text')?.getBoundingClientRect().bottom ?? innerHeight;
    for (const { index, 0: word } of node.textContent.matchAll(/\\S+\\s*/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const { top, bottom, width } = range.getBoundingClientRect();
      if (width > 0 && top >= 0 && bottom <= cut + 1) shown.push(word);
    }
    shown.push(' ');
  }
  return shown.join('').replace(/\\s+/g, ' ');
})()`;

/** A phone that shows moments. */
export interface Phone {
  readonly page: Page;
  /** Shows a moment of a sandbox, after it was played. */
  show(moment: Moment): Promise<void>;
  /** Returns the text that the screen shows, without what is cut off or below it. */
  read(): Promise<string>;
}

/** The ts of the message that a moment shows; a card is the newest message that has a thread. */
async function findMessage(sandbox: ASandbox, place: Moment['place']): Promise<string> {
  const messages = await sandbox.messages();
  const found = place === 'card' ? messages.find(({ thread }) => thread.length > 0) : messages[0];
  if (found === undefined) throw new Error('The channel has no such message.');
  return found.ts;
}

/** Opens a sandbox on a phone. */
export async function openPhone(browser: Browser, sandbox: ASandbox): Promise<Phone> {
  const page = await browser.page({ width: 390, height: 844 });
  return {
    page,
    show: async ({ person, place }) => {
      // A page that is loaded anew has everything that was said until now.
      await page.goto(sandbox.url);
      await page.getByRole('button', { name: 'Slack' }).click();
      await page.getByRole('radio', { name: person }).check();
      const ts = await findMessage(sandbox, place);
      await page.getByRole('log').locator(`[data-ts="${ts}"]`).waitFor();
      if (place === 'phone') await page.getByRole('button', { name: 'Phone' }).click();
      await page.addStyleTag({ content: ONLY_SLACK });
      if (place === 'phone') return;
      await page.evaluate(scrollTo(ts));
    },
    read: () => page.evaluate(READ),
  };
}
