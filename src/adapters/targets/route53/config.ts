import * as z from 'zod';
import type { TargetState } from '../../../domain/rollout/record.ts';
import type { ExactTarget } from '../../../ports/hooks.ts';

const identifier = (example: string) =>
  z
    .string()
    .min(1)
    .max(128)
    .meta({ description: 'A set identifier, 1 to 128 characters.', examples: [example] });

/** A place in DNS where two weighted records share the answers. */
export const route53Config = z
  .strictObject({
    kind: z.literal('route53').describe('Splits the answers of DNS between two weighted records.'),
    zone: z
      .string()
      .regex(/^[A-Z0-9]{1,32}$/, 'a hosted zone id looks like Z0123456789ABCDEFGHIJ')
      .meta({
        description: 'The id of the hosted zone that the world asks for this name.',
        examples: ['Z0123456789ABCDEFGHIJ'],
      }),
    record: z
      .string()
      .regex(
        /^(\*\.)?([A-Za-z0-9_-]{1,63}\.)+[A-Za-z0-9-]{1,63}\.?$/,
        'a record is a full name such as app.example.com',
      )
      .max(255)
      .meta({ description: 'The full name of the two records.', examples: ['app.example.com'] }),
    type: z.enum(['A', 'AAAA', 'CNAME']).meta({ description: 'The type of the two records.', examples: ['A'] }),
    identifiers: z
      .union([
        z
          .tuple([identifier('primary'), identifier('canary')])
          .refine(([one, other]) => one !== other, 'two different set identifiers are needed')
          .meta({ description: 'Two records. The one that holds the weight is stable, the other the canary.' }),
        z
          .strictObject({
            a: identifier('shop-a').describe('The set identifier of the record of environment a.'),
            b: identifier('shop-b').describe('The set identifier of the record of environment b.'),
          })
          .refine(({ a, b }) => a !== b, 'two different set identifiers are needed')
          .meta({ description: 'The records of the two environments.' }),
      ])
      .meta({
        description: 'The set identifiers of the two records; by environment where the service has environments.',
        examples: [['primary', 'canary']],
      }),
  })
  .describe('Two weighted Route 53 records');

export type Route53Config = z.infer<typeof route53Config>;

/** Returns the two set identifiers, those of environments a and b where they are named. */
export function identifierPair({ identifiers }: Pick<Route53Config, 'identifiers'>): readonly [string, string] {
  return 'a' in identifiers ? [identifiers.a, identifiers.b] : identifiers;
}

/** Unique in an account, however the record is spelt: `route53 app.example.com A Z0123456789`. */
export function route53Name({
  record,
  type,
  zone,
}: Pick<Route53Config, 'record' | 'zone'> & { readonly type: string }): string {
  return `route53 ${record.toLowerCase().replace(/\.$/, '')} ${type} ${zone}`;
}

/** A name as Route 53 stores it: lower case, with a dot at the end, `*` written as an octal escape. */
export function storedName(name: string): string {
  return `${name.toLowerCase().replace(/\.$/, '').replace('*', '\\052')}.`;
}

/** One of the two records, verbatim. Route 53 checks the rest of it. */
const recordShape = ({ record, type, ...place }: Route53Config) =>
  z
    .looseObject({
      Name: z.literal(storedName(record)),
      Type: z.literal(type),
      SetIdentifier: z.enum(identifierPair(place)),
      Weight: z.int().min(0).max(255),
      TTL: z.int().min(0).optional(),
      ResourceRecords: z.array(z.strictObject({ Value: z.string().min(1) })).optional(),
      AliasTarget: z.looseObject({ DNSName: z.string(), HostedZoneId: z.string() }).optional(),
    })
    .refine(
      ({ AliasTarget, ResourceRecords = [], TTL }) =>
        AliasTarget === undefined ? TTL !== undefined && ResourceRecords.length > 0 : TTL === undefined,
      'a record has values and a TTL, or an alias target',
    );

/** The frozen state of a target: its two records as they were, by role. */
export const route53Frozen = (config: Route53Config) =>
  z
    .strictObject({ stable: recordShape(config), canary: recordShape(config) })
    .refine(({ stable, canary }) => stable.SetIdentifier !== canary.SetIdentifier, 'two different records are needed');

/** A place in DNS of a rollout for programs: the arms by the set identifiers of their records. */
export function route53Exact({ config, frozen }: Pick<TargetState, 'config' | 'frozen'>): ExactTarget {
  const { kind, zone, record, type } = route53Config.parse(config);
  const { stable, canary } = frozen as unknown as z.infer<ReturnType<typeof route53Frozen>>;
  return { kind, zone, record, type, stable: stable.SetIdentifier, canary: canary.SetIdentifier };
}
