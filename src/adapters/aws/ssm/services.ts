import {
  GetParameterCommand,
  ParameterNotFound,
  paginateGetParametersByPath,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { Service } from '../../../domain/service.ts';
import type { Clock } from '../../../ports/clock.ts';
import { ConfigUnreadable, type Services } from '../../../ports/services.ts';
import { createTtlCache } from '../../shared/ttl-cache.ts';

/** The time a copy of the configuration is used, in milliseconds. */
const FRESH_FOR = 30_000;

/** The dependencies of reading services. */
interface Parts<T> {
  readonly client: SSMClient;
  readonly clock: Clock;
  /** Turns what was stored into a service. Throws when it is none, with a message that says why. */
  readonly parse: (json: unknown) => T;
  /** The prefix of the parameters' names; ends in `/`. */
  readonly prefix?: string;
}

/** The configured services, read from SSM parameters and remembered for 30 s each. */
export function createServices<T = Service>({
  client,
  clock,
  parse,
  prefix = '/serin/services/',
}: Parts<T>): Services<T> {
  const services = createTtlCache<T | null>(clock, FRESH_FOR);
  const lists = createTtlCache<ReadonlyMap<string, string>>(clock, FRESH_FOR);

  const readParameter = async (name: string): Promise<string | null> => {
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: prefix + name }));
      return Parameter?.Value ?? '';
    } catch (cause) {
      if (cause instanceof ParameterNotFound) return null;
      throw new ConfigUnreadable(name, { cause });
    }
  };

  const parseText = (name: string, text: string): T => {
    try {
      return parse(JSON.parse(text));
    } catch (cause) {
      throw new ConfigUnreadable(name, { cause, invalid: cause instanceof Error ? cause.message : String(cause) });
    }
  };

  const read = async (name: string): Promise<T | null> => {
    const text = await readParameter(name);
    return text === null ? null : parseText(name, text);
  };

  /** The stored texts by name, sorted: the list of parameters has their values. */
  const list = async (): Promise<ReadonlyMap<string, string>> => {
    try {
      const texts: [string, string][] = [];
      for await (const { Parameters = [] } of paginateGetParametersByPath({ client }, { Path: prefix.slice(0, -1) })) {
        texts.push(
          ...Parameters.map(({ Name = '', Value = '' }) => [Name.slice(prefix.length), Value] as [string, string]),
        );
      }
      return new Map(texts.sort(([one], [other]) => (one < other ? -1 : 1)));
    } catch (cause) {
      throw new ConfigUnreadable('all services', { cause });
    }
  };
  const texts = () => lists.get('', list);

  const parseOrNull = (name: string, text: string): T | null => {
    try {
      return parseText(name, text);
    } catch {
      return null;
    }
  };

  return {
    get: (name, fresh) => services.get(name, () => read(name), fresh),
    names: async () => [...(await texts()).keys()],
    all: async () => new Map([...(await texts())].map(([name, text]) => [name, parseOrNull(name, text)])),
  };
}
