import type { EnvironmentId } from '../../domain/environment/environment.ts';
import type { TargetConfig } from '../../domain/service.ts';
import type { KeyValueStoreCloud } from '../cloud/key-value-store.ts';
import { draw } from './behaviour.ts';
import { type Browser, createBrowser, type Served } from './browser.ts';
import { type Chain, type Hop, isMixed } from './chain.ts';
import { type DeployedEdge, deployEdge, userId } from './deployed-edge.ts';
import { PAGES, pageDimensions } from './edge-users.ts';
import type { Pages } from './pages.ts';
import type { Source, UsersDeps } from './source.ts';
import { createTally } from './tally.ts';

/** The number of users of a stack; each comes back about every hundred seconds. */
export const STACK_USERS = 400;

/** The number of pages opened per second. */
const PAGES_PER_SECOND = 4;

/** The requests of a page after its document has come; `after` is in milliseconds. */
const PAGE = [
  { after: 1000, does: 'load' },
  { after: 2000, does: 'call' },
  { after: 5000, does: 'call' },
  { after: 9000, does: 'load' },
] as const;

/** The dependencies of users of a whole stack. */
export interface StackUsersDeps extends UsersDeps {
  readonly keyValueStore: Pick<KeyValueStoreCloud, 'get' | 'changedAt'>;
  readonly now: () => number;
  readonly chain: Chain;
  /** The ARN of the store that the functions read. */
  readonly store: string;
  readonly pages: Pick<Pages, 'requested' | 'moved'>;
}

/** A page that a user has open. */
interface Page {
  readonly side: string;
  readonly bucket: string;
  readonly document: Hop;
  readonly openedAt: number;
  /** The number of steps of the page that are done. */
  done: number;
  /**
   * The time from a weight change to its last request in this environment, in milliseconds; null when none came after the
   * change.
   */
  lateMs: number | null;
}

/**
 * Creates users of a service with environments. Each has one page at a time. The functions at the edge pick the environment of
 * the document and of what it loads; the page calls the API that its build names, and the API calls its functions. Opening a
 * page ends the previous one.
 */
export function createStackUsers(service: string, target: TargetConfig, deps: StackUsersDeps): Source {
  const tally = createTally(PAGES);
  const visits = new Map<number, { readonly browser: Browser; page: Page | null }>();
  let deployed: Promise<DeployedEdge> | undefined;
  const findOrStartVisit = (edge: DeployedEdge, user: number) => {
    const visit = visits.get(user) ?? { browser: createBrowser(edge, user), page: null };
    visits.set(user, visit);
    return visit;
  };
  const open = async (edge: DeployedEdge, user: number): Promise<void> => {
    const visit = findOrStartVisit(edge, user);
    const before = visit.page;
    visit.page = toPage(await visit.browser.open(), deps);
    const side = visit.page?.side;
    if (before !== null && side !== undefined && before.side !== side) deps.pages.moved(before.lateMs ?? 0);
    const arm = side === deps.stable() ? 'stable' : 'canary';
    const drawn = draw(deps.behaviour(arm), deps.chance);
    const outcome = visit.page === null ? { ...drawn, failed: true } : drawn;
    tally.add(outcome);
    deps.met(arm, user, outcome);
    if (visit.page !== null) note(deps, user, visit.page, { does: 'open', hops: [visit.page.document] });
  };
  return {
    everyMs: 1000,
    tick: async () => {
      deployed ??= deployEdge(target, { ...deps, buckets: deps.chain.buckets });
      const edge = await deployed;
      for (const [user, visit] of visits)
        if (visit.page !== null) await continuePage(deps, user, visit.browser, visit.page);
      for (let count = 0; count < PAGES_PER_SECOND; count += 1) await open(edge, deps.chance.index(STACK_USERS));
    },
    report: (at) => tally.report(deps.metrics, at, [pageDimensions(service, String(target.key))]),
  };
}

/** Returns the page that a document makes; null where its bucket has no build. */
function toPage({ side, bucket }: Served, { chain, now }: StackUsersDeps): Page | null {
  const document = chain.document(bucket);
  return document === null ? null : { side, bucket, document, openedAt: now(), done: 0, lateMs: null };
}

/**
 * Makes the requests of a page that are due. A load may come from the other environment; a call goes to the API that the page's
 * build names.
 */
async function continuePage(deps: StackUsersDeps, user: number, browser: Browser, page: Page): Promise<void> {
  const now = deps.now();
  const changedAt = deps.keyValueStore.changedAt(deps.store);
  for (let step = PAGE[page.done]; step !== undefined && page.openedAt + step.after <= now; step = PAGE[page.done]) {
    page.done += 1;
    const bucket = step.does === 'load' ? (await browser.load()).bucket : page.bucket;
    const part = step.does === 'load' ? deps.chain.document(bucket) : null;
    const hops = part === null ? deps.chain.call(bucket, deps.chance) : [part];
    if (changedAt > page.openedAt && bucket === page.bucket) page.lateMs = now - changedAt;
    note(deps, user, page, { does: step.does, hops: [page.document, ...hops] });
  }
}

function note(
  { pages, now }: StackUsersDeps,
  user: number,
  { side }: Page,
  { does, hops }: { readonly does: 'open' | 'load' | 'call'; readonly hops: readonly Hop[] },
): void {
  const name = userId(user);
  const kind = { opens: does === 'open', whole: does === 'call' };
  pages.requested({ at: now(), user, name, ...kind, side: side as EnvironmentId, hops, isMixed: isMixed(hops) });
}
