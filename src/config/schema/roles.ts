import * as z from 'zod';
import type { Role, Roles } from '../../domain/people/roles.ts';
import { limits } from '../read/limits.ts';
import { canonicalName, someone } from './people.ts';

const people = (what: string) =>
  z
    .array(someone)
    .min(1)
    .max(limits.approvers)
    .optional()
    .meta({
      description: `Who may ${what}.`,
      default: 'everyone in the channel',
      examples: [['bob@example.com', 'S0ONCALL']],
    });

/** The roles of a service as they are written in serin.yml. */
export const rolesSchema = z
  .strictObject({
    start: people('start it, and bring its environments level'),
    pause: people('pause and resume it'),
    promote: people(
      'promote it, skip a bake or a wait, say that a hook is done, and answer what changed after the end',
    ),
    rollback: people('roll it back, and reject it; who may approve may always reject'),
    freeze: people('freeze, unfreeze, lock and unlock it'),
  } satisfies Record<Role, z.ZodType>)
  .meta({
    description:
      'Which people in the channel may do what. A role only narrows what the plan and the channel allow; absent, it is open to everyone in the channel. Approvers are named in the plan.',
    examples: [{ start: ['S0PAYMENTS'], freeze: ['alice@example.com', 'S0ONCALL'] }],
  });

/** Returns the field `roles` of a service, each person named in one way and once; nothing where no role is given. */
export function toRoles(written: z.infer<typeof rolesSchema> = {}): { readonly roles?: Roles } {
  const given = Object.entries(written).flatMap(([role, list]) =>
    list === undefined ? [] : [[role, [...new Set(list.map(canonicalName))]] as const],
  );
  return given.length === 0 ? {} : { roles: Object.fromEntries(given) };
}
