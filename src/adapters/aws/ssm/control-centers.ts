import {
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { type CenterFound, controlCenterSchema } from '../../../domain/environment/control-center.ts';
import { firstCenter } from '../../../environments/control-center.ts';
import type { Clock } from '../../../ports/clock.ts';
import { CenterOverwritten, type ControlCenters } from '../../../ports/control-centers.ts';

/** Reads the text of a parameter. Somebody may have edited it by hand. */
function parseCenter(service: string, text: string, version: number): CenterFound {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { is: 'unusable', version, detail: 'it is not JSON' };
  }
  const read = controlCenterSchema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { is: 'unusable', version, detail: `${issue?.path.join('.') || 'it'}: ${issue?.message}` };
  }
  if (read.data.service !== service)
    return { is: 'unusable', version, detail: `it is of the service ${read.data.service}` };
  return { is: 'there', version, value: read.data };
}

/** The dependencies of control centers. */
interface Parts {
  readonly client: SSMClient;
  readonly clock: Pick<Clock, 'now'>;
  readonly prefix: string;
}

/** Versions that are looked at when more came than one: the SDK tries twice more, and people are slower than that. */
const LOOKED_AT = 5;

/**
 * Control centers as standard SSM parameters.
 * @param parts.prefix what their names begin with; ends in `/`
 */
export function createControlCenters({ client, clock, prefix }: Parts): ControlCenters {
  /** The first version between two that does not have this text; the SDK may have written ours several times. */
  const foreignBetween = async (Name: string, text: string, from: number, to: number): Promise<number | null> => {
    for (let version = Math.max(from, to - LOOKED_AT); version < to; version++) {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: `${Name}:${version}` }));
      if (Parameter?.Value !== text) return version;
    }
    return null;
  };

  return {
    async read(service) {
      try {
        const { Parameter } = await client.send(new GetParameterCommand({ Name: prefix + service }));
        return parseCenter(service, Parameter?.Value ?? '', Parameter?.Version ?? 0);
      } catch (error) {
        if (error instanceof ParameterNotFound) return { is: 'missing' };
        throw error;
      }
    },

    async write(value, expected) {
      const [Name, Value] = [prefix + value.service, JSON.stringify(value)];
      const { Version: version = 0 } = await client.send(
        new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }),
      );
      const theirs = await foreignBetween(Name, Value, expected + 1, version);
      if (theirs !== null) throw new CenterOverwritten(Name, theirs, version);
      return version;
    },

    async begin(service, stable) {
      const Value = JSON.stringify(firstCenter(service, stable, clock.now()));
      const parameter = { Name: prefix + service, Value, Type: 'String', Tier: 'Standard' } as const;
      try {
        await client.send(new PutParameterCommand({ ...parameter, Overwrite: false }));
      } catch (error) {
        if (!(error instanceof ParameterAlreadyExists)) throw error;
      }
    },

    async remove(service) {
      try {
        await client.send(new DeleteParameterCommand({ Name: prefix + service }));
      } catch (error) {
        if (!(error instanceof ParameterNotFound)) throw error;
      }
    },
  };
}
