import {
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  paginateGetParametersByPath,
  type SSMClient,
} from '@aws-sdk/client-ssm';

/** The stored configuration of all services, for `serin apply`. */
export interface ServiceParameters {
  /** Returns the stored text of each service, by its name. */
  all(): Promise<ReadonlyMap<string, string>>;
  /** The text of one service; null when it is not stored. */
  one(name: string): Promise<string | null>;
  /** Stores the text of one service, replacing what is there. At most 4096 bytes: a standard parameter. */
  put(name: string, text: string): Promise<void>;
  /** Deletes the text of one service; does nothing when it is not there. */
  remove(name: string): Promise<void>;
}

/** @param parts.prefix what the parameters' names begin with; ends in `/`. */
export function createServiceParameters(parts: { client: SSMClient; prefix?: string }): ServiceParameters {
  const { client, prefix = '/serin/services/' } = parts;
  return {
    async all() {
      const texts = new Map<string, string>();
      for await (const { Parameters = [] } of paginateGetParametersByPath({ client }, { Path: prefix.slice(0, -1) })) {
        for (const { Name = '', Value = '' } of Parameters) texts.set(Name.slice(prefix.length), Value);
      }
      return texts;
    },
    async one(name) {
      try {
        const { Parameter } = await client.send(new GetParameterCommand({ Name: prefix + name }));
        return Parameter?.Value ?? '';
      } catch (error) {
        if (error instanceof ParameterNotFound) return null;
        throw error;
      }
    },
    async put(name, text) {
      const parameter = {
        Name: prefix + name,
        Value: text,
        Type: 'String',
        Tier: 'Standard',
        Overwrite: true,
      } as const;
      await client.send(new PutParameterCommand(parameter));
    },
    async remove(name) {
      try {
        await client.send(new DeleteParameterCommand({ Name: prefix + name }));
      } catch (error) {
        if (!(error instanceof ParameterNotFound)) throw error;
      }
    },
  };
}
