import { appendFile, readFile } from 'node:fs/promises';
import type { Call, Model, Observer } from './cloud/attach.ts';

/** A call that changed the account, and when in virtual time. */
export interface JournalEntry {
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** The journal does not fit this version. */
export class JournalUnreadable extends Error {
  readonly code = 'journal-unreadable';
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} cannot be read. Begin anew with another folder for --data.`, options);
    this.name = 'JournalUnreadable';
  }
}

/** Operations that change something, by how AWS names them; the bus keeps nothing. */
const CHANGES = /^(Change|Create|Delete|Publish|Put(?!Events)|Set|Update)/;

/** Whether a call changes what the models have; Serin's own records are in a table that keeps itself, and no queue is kept. */
export function changesAccount({ service, operation }: Pick<Call, 'service' | 'operation'>): boolean {
  return service !== 'DynamoDB' && service !== 'SQS' && CHANGES.test(operation);
}

/**
 * Keeps each call that changes the account in a file. The models answer the same calls in the same way, so the file brings
 * the account back.
 */
export function journalKeeper(path: string, now: () => number): Observer {
  return {
    after: async ({ service, operation, input, error }: Call) => {
      if (error !== null || !changesAccount({ service, operation })) return;
      const entry: JournalEntry = { at: now(), service, operation, input };
      await appendFile(path, `${JSON.stringify(entry)}\n`);
    },
  };
}

/** What a file has kept, oldest first; nothing when it is not there. @throws JournalUnreadable */
export async function readJournal(path: string): Promise<readonly JournalEntry[]> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n');
    // A line without its end was being written when the sandbox was killed.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as JournalEntry);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new JournalUnreadable(path, { cause });
  }
}

/** Makes one change again. @throws TypeError when no model has the operation */
export function redo({ service, operation, input }: JournalEntry, models: Readonly<Record<string, Model>>): void {
  const answer = models[service]?.[operation] as ((input: unknown) => unknown) | undefined;
  if (answer === undefined) throw new TypeError(`No model has ${service} ${operation}.`);
  answer(input);
}
