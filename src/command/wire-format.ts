import * as z from 'zod/mini';
import type { SignedCommand } from '../ports/inbound/command.ts';
import { commandLimits as limits, servicePattern } from './limits.ts';
import { isChangeLink } from './start/change-link.ts';
import { MOST_ERRORS, MOST_TRAFFIC } from './trial-words.ts';
import { wholeText } from './whole-text.ts';

/** Whole characters only: half a surrogate pair may arrive changed, and would no longer fit the signature. */
const whole = z.regex(/^\P{Surrogate}*$/u);
/** Returns the schema of a non-empty text of at most `max` characters. */
export const boundedText = (max: number) => z.string().check(z.minLength(1), z.maxLength(max), whole);
/** Returns the schema of a text of at most `max` characters. */
export const optionalText = (max: number) => z.string().check(z.maxLength(max), whole);
/** A moment in milliseconds since the epoch, or a position. */
export const moment = z.number().check(z.int(), z.nonnegative());

/** The name of a service. */
export const service = z.string().check(z.regex(servicePattern));

/** The rollout and step that a button belongs to; both are null in a typed command. */
const aim = {
  service,
  rollout: z.nullable(boundedText(limits.key)),
  at: z.nullable(z.strictObject({ step: moment, since: moment })),
};

function isShort(pairs: unknown): boolean {
  return typeof pairs === 'object' && pairs !== null && Object.keys(pairs).length <= limits.explicit;
}

/** A digest of one part of a start that was shown. */
const digest = z.string().check(z.regex(/^[0-9a-f]{12}$/));

/** A start that was shown. */
const shown = z.strictObject({ rollout: digest, versions: digest, plan: digest, config: digest, findings: digest });

/** The name of a plan; nothing else is one, and the worker knows those of the service. */
const planName = boundedText(limits.planName);

/** The fields of a start, from Slack and from direct calls. */
export const startFields = {
  service,
  label: boundedText(limits.label),
  // Counts the pairs first: otherwise each wrong pair of a million would be a problem of its own.
  explicit: z.pipe(
    z.custom<Record<string, unknown>>(isShort),
    z.record(boundedText(limits.explicitKey), boundedText(limits.explicitValue)),
  ),
  force: z.boolean(),
  fix: z.exactOptional(z.literal(true)),
  adopt: z.boolean(),
  plan: z.exactOptional(planName),
};

/** One line: a note stands among lines of the card that Serin says. */
const line = z.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u);

/** The words and the link of a start. */
const notes = z.exactOptional(
  z.strictObject({
    note: z.exactOptional(boundedText(limits.note).check(line)),
    change: z.exactOptional(z.string().check(z.refine(isChangeLink))),
  }),
);

/** The moment of a scheduled start, as somebody typed it. */
const startAt = z.exactOptional(boundedText(limits.startAt));

/** The value of a button that starts or schedules what was shown. */
export const shownStartFields = { ...startFields, notes, startAt, confirmed: shown };

/** A rate of failing requests; null where nobody said one. */
const rate = z.nullable(z.number().check(z.nonnegative(), z.maximum(MOST_ERRORS)));

/** The length of a freeze, in milliseconds. */
const freezeLength = z.number().check(z.int(), z.gte(limits.shortestFreeze), z.lte(limits.longestFreeze));

/** The commands about freezes and locks, from Slack and from direct calls. */
export const restrictionBodies = [
  z.strictObject({ name: z.literal('lock'), service, text: optionalText(limits.text) }),
  z.strictObject({ name: z.literal('unlock'), service, text: optionalText(limits.text) }),
  z.strictObject({ name: z.literal('where'), service }),
  z.strictObject({ name: z.literal('freeze'), service, ms: freezeLength, text: optionalText(limits.text) }),
  z.strictObject({ name: z.literal('freeze-all'), ms: freezeLength, text: optionalText(limits.text) }),
  z.strictObject({ name: z.literal('unfreeze'), service, text: optionalText(limits.text) }),
  z.strictObject({ name: z.literal('unfreeze-all'), text: optionalText(limits.text) }),
] as const;

const body = z.discriminatedUnion('name', [
  ...restrictionBodies,
  z.strictObject({
    ...{ name: z.literal('start'), ...startFields },
    confirmed: z.exactOptional(z.union([z.literal('yes'), shown])),
    queue: z.exactOptional(z.literal(true)),
    notes,
    startAt,
    hotfix: z.exactOptional(boundedText(limits.text)),
  }),
  z.strictObject({ name: z.literal('queue'), service }),
  z.strictObject({ name: z.literal('resume-queue'), service, stop: z.exactOptional(z.number()) }),
  z.strictObject({ name: z.literal('leave-queue'), service, label: boundedText(limits.label) }),
  z.strictObject({
    ...{ name: z.literal('start-form'), view: boundedText(limits.id) },
    service: z.nullable(service),
    label: z.nullable(boundedText(limits.label)),
    plan: z.exactOptional(planName),
    message: z.exactOptional(boundedText(limits.message)),
  }),
  z.strictObject({ name: z.enum(['status', 'env']), service }),
  z.strictObject({ name: z.enum(['list', 'home']) }),
  z.strictObject({
    name: z.literal('history'),
    service,
    who: z.nullable(boundedText(limits.name)),
    outcome: z.nullable(z.enum(['completed', 'rolled-back'])),
    version: z.nullable(boundedText(limits.label)),
    page: z.number().check(z.int(), z.positive(), z.maximum(999)),
  }),
  z.strictObject({
    name: z.literal('simulate'),
    service,
    plan: z.nullable(boundedText(limits.text)),
    traffic: z.nullable(z.number().check(z.positive(), z.maximum(MOST_TRAFFIC))),
    users: z.nullable(z.number().check(z.int(), z.positive(), z.maximum(limits.trialUsers))),
    errors: rate,
    canaryErrors: rate,
    seed: z.nullable(z.number().check(z.int(), z.positive(), z.maximum(limits.trialSeed))),
  }),
  z.strictObject({ name: z.literal('sync'), service, plan: z.nullable(boundedText(limits.key)) }),
  z.strictObject({ name: z.literal('stop-sync'), service, sync: boundedText(limits.key) }),
  z.strictObject({
    name: z.enum(['approve', 'withdraw', 'pause', 'resume', 'put-back', 'accept', 'promote', 'skip']),
    ...aim,
  }),
  z.strictObject({ name: z.enum(['reject', 'rollback', 'hook-done']), ...aim, text: optionalText(limits.text) }),
]);

const signedCommand = z.strictObject({
  command: z.strictObject({
    v: z.literal(1),
    key: boundedText(limits.key),
    issuedAt: moment,
    by: z.strictObject({ id: boundedText(limits.id), name: optionalText(limits.name) }),
    team: boundedText(limits.id),
    organisation: z.exactOptional(boundedText(limits.id)),
    origin: z.strictObject({
      channelId: boundedText(limits.id),
      channelName: optionalText(limits.name),
      isHome: z.exactOptional(z.literal(true)),
    }),
    replyTo: z.strictObject({
      user: boundedText(limits.id),
      channel: boundedText(limits.id),
      responseUrl: optionalText(limits.responseUrl),
      replaces: z.exactOptional(z.literal(true)),
      home: z.exactOptional(z.literal(true)),
    }),
    body,
  }),
  mac: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
});

/** The maximum number of reported problems, and the length of a reported field name in characters: a sender may choose both. */
const TOLD = { problems: 5, field: 80 };

/**
 * Returns the problems by the names of the fields, never by their values.
 * @param whole the name of the whole value
 */
export function problemsIn({ issues }: Pick<z.core.$ZodError, 'issues'>, whole: string): readonly string[] {
  const told = issues.slice(0, TOLD.problems).map(({ path, code }) => {
    return `${wholeText(path.join('.'), TOLD.field) || whole}: ${code}`;
  });
  return issues.length <= told.length ? told : [...told, `and ${issues.length - told.length} more`];
}

/** Thrown when an event from the bus is not a command. */
export class MalformedCommand extends Error {
  readonly code = 'malformed-command';
  constructor(problems: readonly string[]) {
    super(
      `What came over the bus is not a command of this version (${problems.join('; ')}). ` +
        'If Serin was just deployed, deploy all its functions; otherwise find out who may put events on its bus.',
    );
    this.name = 'MalformedCommand';
  }
}

/**
 * Reads a command from the detail of an event. Every field is bounded and unknown fields are refused, so that nothing unsigned
 * gets through. `verify` checks the MAC.
 * @throws MalformedCommand naming the fields, never their values
 */
export function parseSignedCommand(detail: unknown): SignedCommand {
  const parsed = signedCommand.safeParse(detail);
  if (parsed.success) return parsed.data;
  throw new MalformedCommand(problemsIn(parsed.error, 'detail'));
}
