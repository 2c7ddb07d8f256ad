import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** An invocation as API Gateway makes it, and the time that Lambda leaves for it. */
interface Invocation {
  readonly event: { readonly headers: Readonly<Record<string, string>>; readonly body?: string };
  readonly remainingMs: number;
}

/** A process with a handler in it, as a container of Lambda has one. */
export interface RunningFunction {
  /** @returns what the handler answered, or the message of what it threw */
  invoke(invocation: Invocation): Promise<{ readonly answer?: unknown; readonly error?: string }>;
  /** Returns the next line of the standard output, as CloudWatch Logs gets it. */
  nextLine(): Promise<string>;
  end(): Promise<void>;
}

const INSIDE = `
  const { handler } = require(process.env.HANDLER);
  process.on('message', async ({ event, remainingMs }) => {
    try {
      process.send({ answer: await handler(event, { getRemainingTimeInMillis: () => remainingMs }) });
    } catch ({ message }) {
      process.send({ error: message });
    }
  });
`;

export function startFunction(file: string): RunningFunction {
  const child = fork('-e', [INSIDE], { execArgv: [], env: { HANDLER: file }, silent: true });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  return {
    async invoke(invocation) {
      child.send(invocation);
      const [answer] = await once(child, 'message');
      return answer as never;
    },
    nextLine: async () => (await lines.next()).value,
    async end() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
