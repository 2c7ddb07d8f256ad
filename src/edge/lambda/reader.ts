import { ASKING_SECONDS, FRESH_SECONDS } from '../../routing/freshness.ts';
import { readToken } from '../../routing/token.ts';
import type { Reader } from '../reader.ts';
import { tokenHeader } from '../route.ts';
import { TELLING_PATH, type Told } from '../split-notice.ts';

/** The time that the last split stays valid without a newer one, in milliseconds. */
const MAX_AGE_MS = 60_000;

/** The last split, and the time of its request, in milliseconds since the epoch. */
interface Known {
  readonly split: string;
  readonly at: number;
}

/**
 * Empty headers. Creating them makes Node.js load the code for `fetch` as the container starts, not while the first viewer
 * waits.
 */
const NO_HEADERS = new Headers();

const readers = new Map<string, Reader>();

/** Returns the reader for a distribution, by its domain name: the same one as long as the container of the function lives. */
export function readerFor(domain: string): Reader {
  const reader = readers.get(domain) ?? createReader(domain);
  readers.set(domain, reader);
  return reader;
}

/**
 * Creates a reader that asks the distribution itself, at the path that returns its split. A split is fresh for five seconds;
 * concurrent callers wait for the same answer. After a failure, too, the next request comes only five seconds later, so that an
 * unresponsive distribution slows few requests. The last split stays valid for a minute.
 */
function createReader(domain: string): Reader {
  let known: Known | null = null;
  let asked = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | null = null;

  async function renew(now: number): Promise<void> {
    try {
      known = { split: (await ask(domain, NO_HEADERS)).split, at: now };
    } catch {
      // Keeps the last split.
    }
    asking = null;
  }

  return {
    async split() {
      const now = Date.now();
      if (now - asked >= FRESH_SECONDS * 1000) {
        asked = now;
        asking = renew(now);
      }
      if (asking !== null) await asking;
      if (known === null || now - known.at > MAX_AGE_MS) throw new Error('The split is not known.');
      return known.split;
    },
    async verified(use, text, now) {
      if (text === null || readToken(text, now) === null) return null;
      try {
        return (await ask(domain, new Headers({ [tokenHeader(use)]: text })))[use];
      } catch {
        return null;
      }
    },
  };
}

async function ask(domain: string, headers: Headers): Promise<Told> {
  const signal = AbortSignal.timeout(ASKING_SECONDS * 1000);
  const response = await fetch(`https://${domain}${TELLING_PATH}`, { headers, signal, redirect: 'error' });
  if (!response.ok) throw new Error(`The distribution answered ${response.status}.`);
  return (await response.json()) as Told;
}
