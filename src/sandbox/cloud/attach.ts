/** A model of an AWS service: one function per operation, by the name of the SDK's command. */
export type Model = Readonly<Record<string, (input: never) => unknown>>;

/** One AWS call that was made. */
export interface Call {
  /** `Route53`, `Lambda`, … */
  readonly service: string;
  /** `UpdateAlias`, … */
  readonly operation: string;
  readonly input: unknown;
  /** The SDK's error name, or null when it succeeded. */
  readonly error: string | null;
}

/** Sees every call: before it reaches the model (may throw or wait, as a fault), and after it. */
export interface Observer {
  before?(call: Omit<Call, 'error'>): Promise<void> | void;
  after?(call: Call): Promise<void> | void;
}

/** The part of an SDK client that `attach` uses. */
interface Attachable {
  readonly middlewareStack: {
    // biome-ignore lint/suspicious/noExplicitAny: the SDK types its stack per client, with inputs that differ
    add(middleware: any, options: any): void;
  };
}

/** Thrown when the model has no such operation. */
export class UnknownOperation extends Error {
  readonly code = 'unknown-operation';
  constructor(service: string, operation: string) {
    super(
      `The model of ${service} has no ${operation}. Add it to src/sandbox/cloud, or point AWS_ENDPOINT_URL at something that has it.`,
    );
    this.name = 'UnknownOperation';
  }
}

/** Answers the operations of one service, by the names of the SDK's commands. Throws the SDK's own exceptions. */
export type Answering = (operation: string, input: unknown) => Promise<object>;

/** Turns a model into something that answers calls; the observer sees each of them. */
export function createAnswering(service: string, model: Model, observer: Observer = {}): Answering {
  return async (operation, input) => {
    const call = { service, operation, input };
    try {
      await observer.before?.(call);
      const answer = model[operation] as ((input: unknown) => unknown) | undefined;
      if (answer === undefined) throw new UnknownOperation(service, operation);
      const output = (await answer(structuredClone(input))) as object;
      await observer.after?.({ ...call, error: null });
      return output;
    } catch (error) {
      await observer.after?.({ ...call, error: error instanceof Error ? error.name : String(error) });
      throw error;
    }
  };
}

/**
 * Lets something else answer the calls of an SDK client. It steps in at the client's `initialize` step: typed inputs, outputs
 * and the SDK's own exceptions pass, and nothing is sent anywhere.
 */
export function divert<C extends Attachable>(client: C, service: string, answer: Answering): C {
  const middleware =
    (_next: unknown, context: { commandName?: string }) =>
    async (args: { input: unknown }): Promise<{ output: object; response: object }> => {
      const answered = await answer((context.commandName ?? '').replace(/Command$/, ''), args.input);
      return { output: { $metadata: { httpStatusCode: 200, attempts: 1 }, ...answered }, response: {} };
    };
  client.middlewareStack.add(middleware, { step: 'initialize', name: `${service}Model`, priority: 'high' });
  return client;
}

/** Puts a model behind an SDK client. */
export function attach<C extends Attachable>(client: C, service: string, model: Model, observer: Observer = {}): C {
  return divert(client, service, createAnswering(service, model, observer));
}

/** Shows an observer the calls of a client that something real answers. */
export function watch<C extends Attachable>(client: C, service: string, observer: Observer): C {
  const middleware =
    (next: (args: { input: unknown }) => Promise<unknown>, context: { commandName?: string }) =>
    async (args: { input: unknown }): Promise<unknown> => {
      const call = { service, operation: (context.commandName ?? '').replace(/Command$/, ''), input: args.input };
      try {
        await observer.before?.(call);
        const answer = await next(args);
        await observer.after?.({ ...call, error: null });
        return answer;
      } catch (error) {
        await observer.after?.({ ...call, error: error instanceof Error ? error.name : String(error) });
        throw error;
      }
    };
  client.middlewareStack.add(middleware, { step: 'initialize', name: `${service}Watched`, priority: 'high' });
  return client;
}
