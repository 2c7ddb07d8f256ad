/** The terminal that a command runs in. */
export interface Terminal {
  /** Prints lines to standard output. */
  out(...lines: readonly string[]): void;
  /** Prints lines to standard error. */
  err(...lines: readonly string[]): void;
  /** Reads a file as text. @throws the error of the file system */
  read(path: string): Promise<string>;
  /** Writes a new file. @throws the error of the file system, EEXIST where there is one */
  create(path: string, text: string): Promise<void>;
  /** Asks a person; null when nobody is there to answer. @throws when the signal aborts meanwhile */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Asks a person without showing the answer; null when nobody is there to answer. */
  readonly askHidden: ((question: string) => Promise<string>) | null;
  /** Reads all of standard input, for commands that take a pipe. */
  input(): Promise<string>;
  /** Aborts when a person interrupts the command. */
  readonly signal: AbortSignal;
}

/** The exit codes of the process. */
export const exit = {
  done: 0,
  refused: 1,
  usage: 2,
  rolledBack: 3,
  stuck: 4,
  timedOut: 5,
  interrupted: 130,
} as const;

/** An exit code. */
export type Exit = (typeof exit)[keyof typeof exit];
