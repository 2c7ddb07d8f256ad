import { appendFile, readFile } from 'node:fs/promises';
import type { Call, Model, Observer } from './cloud/attach.ts';

/** A call that changed the account, with its virtual time. */
export interface JournalEntry {
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** Thrown when the journal cannot be read by this version. */
export class JournalUnreadable extends Error {
  readonly code = 'journal-unreadable';
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} cannot be read. Begin anew with another folder for --data.`, options);
    this.name = 'JournalUnreadable';
  }
}

/** Matches operations that change something, by AWS's names; PutEvents is left out because the bus keeps nothing. */
const CHANGES = /^(Add|Change|Continue|Create|Delete|Modify|Publish|Put(?!Events)|Register|Set|Stop|Update)/;

/** True when a call changes the models. DynamoDB is left out because its table keeps itself; SQS because queues are not kept. */
export function changesAccount({ service, operation }: Pick<Call, 'service' | 'operation'>): boolean {
  return service !== 'DynamoDB' && service !== 'SQS' && CHANGES.test(operation);
}

/**
 * Appends each call that changes the account to a file. The models answer the same calls in the same way, so replaying the file
 * restores the account.
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

/** Reads the entries of a file, oldest first; empty when it does not exist. @throws JournalUnreadable */
export async function readJournal(path: string): Promise<readonly JournalEntry[]> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n');
    // A line without its end was cut off when the sandbox was killed.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as JournalEntry);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new JournalUnreadable(path, { cause });
  }
}

/** Replays one change. @throws TypeError when no model has the operation */
export function redo({ service, operation, input }: JournalEntry, models: Readonly<Record<string, Model>>): void {
  const answer = models[service]?.[operation] as ((input: unknown) => unknown) | undefined;
  if (answer === undefined) throw new TypeError(`No model has ${service} ${operation}.`);
  answer(input);
}
