import * as z from 'zod/mini';
import type { ProvenCommand } from '../ports/inbound/caller.ts';
import { commandLimits as limits } from './limits.ts';
import {
  boundedText,
  moment,
  optionalText,
  problemsIn,
  restrictionBodies,
  service,
  startFields,
} from './wire-format.ts';

/** Returns the schema of a header value: visible ASCII only, so that it cannot inject another header. */
const headerValue = (max: number) => z.string().check(z.regex(/^[\x20-\x7e]+$/), z.maxLength(max));

const body = z.discriminatedUnion('name', [
  ...restrictionBodies,
  z.strictObject({ name: z.literal('start'), ...startFields }),
  z.strictObject({ name: z.literal('dry-run'), ...startFields }),
  z.strictObject({
    ...{ name: z.literal('status'), service, rollout: z.nullable(boundedText(limits.key)) },
    explain: z.exactOptional(z.literal(true)),
  }),
  z.strictObject({ name: z.literal('list') }),
  z.strictObject({ name: z.literal('pause'), service }),
  z.strictObject({ name: z.literal('rollback'), service, text: optionalText(limits.text) }),
]);

const message = z.strictObject({
  v: z.literal(1),
  command: z.strictObject({
    v: z.literal(1),
    installation: boundedText(limits.installation),
    key: z.string().check(z.regex(/^[\w-]{16,64}$/)),
    issuedAt: moment,
    body,
  }),
  proof: z.strictObject({
    authorization: headerValue(limits.authorization),
    date: headerValue(16),
    token: z.nullable(headerValue(limits.sessionToken)),
  }),
});

/** Thrown when a direct call of the worker is not a command of an IAM identity. */
export class MalformedCall extends Error {
  readonly code = 'malformed-call';
  constructor(problems: readonly string[]) {
    super(
      `The call is not a command of this version (${problems.join('; ')}). Use the serin of the version that is deployed. ` +
        'What takes a person, such as an approval, is said in Slack.',
    );
    this.name = 'MalformedCall';
  }
}

/**
 * Reads the field `serin` of a direct call. Every field is bounded and unknown fields are refused. AWS decides whether the proof
 * is valid.
 * @throws MalformedCall naming the fields, never their values
 */
export function parseCall(value: unknown): ProvenCommand {
  const parsed = message.safeParse(value);
  if (!parsed.success) {
    throw new MalformedCall(problemsIn(parsed.error, 'serin'));
  }
  const { command, proof } = parsed.data;
  return { command, proof };
}
