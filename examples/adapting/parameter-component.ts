/**
 * A kind of component to start from: a pair of SSM parameters, one for each environment, whose values must be in step.
 * Copy it to src/adapters/components, rename it, add its line to src/adapters/components/registry.ts (docs/guides/adapting.md).
 */
import { GetParameterCommand, type Parameter, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import type { ComponentKind } from '../../src/adapters/components/registry.ts';
import type { ComponentConfig, Content } from '../../src/domain/environment/component.ts';
import type { EnvironmentId } from '../../src/domain/environment/environment.ts';
import { ComponentChanged, ComponentFault, type MovableComponent } from '../../src/ports/component.ts';

const path = z.string().regex(/^\/[\w./-]{1,500}$/, 'a parameter begins with a slash');

/** What stands in serin.yml: `{ kind: parameter, parameters: { a: /shop/a/flags, b: /shop/b/flags } }`. */
const config = z.strictObject({
  kind: z.literal('parameter'),
  parameters: z.strictObject({ a: path, b: path }),
});

type Config = z.infer<typeof config>;

/** Unique in the account: two services cannot have the same one. */
const nameOf = ({ parameters }: Config): string => `parameter ${parameters.a}/${parameters.b}`;

/** What one environment has. Whoever sees the digest must not see a secret in it: hash what may be one. */
function contentOf({ Value = '', Version = 0, LastModifiedDate }: Parameter): Content {
  return {
    version: Value,
    label: '',
    // Only what orders both environments: SSM counts the versions of each parameter for itself.
    order: LastModifiedDate?.getTime() ?? null,
    digest: Value,
    token: String(Version),
  };
}

/** Everything that goes wrong leaves the adapter as a ComponentFault, permanent where trying again cannot help. */
function faultOf(cause: unknown, name: string): ComponentFault {
  const code = cause instanceof Error ? cause.name : 'Unknown';
  const isGone = code === 'ParameterNotFound';
  const remedy = isGone ? `Create ${name}, or correct serin.yml.` : 'This can pass by itself.';
  return new ComponentFault(code, `SSM did not answer for ${name}. ${remedy}`, isGone, { cause });
}

function createParameters(client: SSMClient): MovableComponent {
  const read = async (raw: ComponentConfig, side: EnvironmentId): Promise<Content> => {
    const Name = config.parse(raw).parameters[side];
    try {
      const { Parameter: parameter } = await client.send(new GetParameterCommand({ Name }));
      return contentOf(parameter ?? {});
    } catch (cause) {
      throw faultOf(cause, Name);
    }
  };
  const both = (raw: ComponentConfig) => Promise.all([read(raw, 'a'), read(raw, 'b')]);
  return {
    read: async (raw) => {
      const [a, b] = await both(raw);
      return [{ name: nameOf(config.parse(raw)), a, b, troubles: [] }];
    },
    digests: async (raw) => {
      const [a, b] = await both(raw);
      return [{ name: nameOf(config.parse(raw)), a: a.digest, b: b.digest }];
    },
    bring: async (raw, { name, side, version, expected }) => {
      // SSM has no compare-and-set, so the least that can be done is to look once more.
      if ((await read(raw, side)).token !== expected.token) throw new ComponentChanged(`${name} in ${side}`);
      const Name = config.parse(raw).parameters[side];
      try {
        await client.send(new PutParameterCommand({ Name, Value: version, Overwrite: true }));
      } catch (cause) {
        throw faultOf(cause, Name);
      }
    },
  };
}

/** The registry's line. In src/adapters/components the client comes from `ComponentDeps`, so that tests can put a model in its place. */
export const parameterKind = (client: SSMClient) =>
  ({
    schema: config,
    brought: 'in-place',
    names: (raw) => [nameOf(config.parse(raw))],
    create: () => createParameters(client),
  }) satisfies ComponentKind;
