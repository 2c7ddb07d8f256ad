import type { Terminal } from '../../src/cli/terminal.ts';

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
}): Terminal & { readonly printed: readonly string[]; readonly complained: readonly string[] } {
  const printed: string[] = [];
  const complained: string[] = [];
  return {
    printed,
    complained,
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
    ask: given.answer ?? null,
    askHidden: given.hidden ?? null,
    input: async () => given.input ?? '',
    signal: given.signal ?? new AbortController().signal,
  };
}
