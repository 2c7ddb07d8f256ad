import type { Terminal } from '../../src/cli/terminal/terminal.ts';

/** What a test sees of it. */
interface FakeTerminal {
  readonly printed: readonly string[];
  readonly complained: readonly string[];
  /** The files that were made. */
  readonly created: Readonly<Record<string, string>>;
}

/** A terminal that keeps what is printed, with files and answers of its own. */
export function fakeTerminal(given: {
  readonly files?: Readonly<Record<string, string>>;
  /** What the person answers; nobody is there when it is left out. */
  readonly answer?: () => Promise<string>;
  /** What the person types where it is not shown, by the question; nobody is there when it is left out. */
  readonly hidden?: (question: string) => Promise<string>;
  /** What is piped in. */
  readonly input?: string;
  readonly signal?: AbortSignal;
}): Terminal & FakeTerminal {
  const printed: string[] = [];
  const complained: string[] = [];
  const created: Record<string, string> = {};
  return {
    printed,
    complained,
    created,
    out: (...lines) => {
      printed.push(...lines);
    },
    err: (...lines) => {
      complained.push(...lines);
    },
    read: async (path) => {
      const text = given.files?.[path];
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return text;
    },
    create: async (path, text) => {
      if (given.files?.[path] !== undefined || created[path] !== undefined)
        throw Object.assign(new Error('it is there'), { code: 'EEXIST' });
      created[path] = text;
    },
    ask: given.answer ?? null,
    askHidden: given.hidden ?? null,
    input: async () => given.input ?? '',
    signal: given.signal ?? new AbortController().signal,
  };
}
