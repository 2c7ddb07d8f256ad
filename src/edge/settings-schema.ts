import * as z from 'zod';
import { isName, MAX_COHORTS } from '../routing/split.ts';
import type { EdgeSettings } from './settings.ts';

const name = z.string().refine(isName, 'a name has 1 to 32 of a-z, 0-9 and -');

const path = z
  .string()
  .regex(/^\/([A-Za-z0-9._~-]+\/)*$/, 'a path begins and ends with /')
  .max(128);

const origin = z.strictObject({
  path,
  kind: z.enum(['bucket', 'http']),
  domain: z
    .string()
    .regex(/^([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/, 'an origin is given by its domain name')
    .max(253),
  originPath: z
    .string()
    .regex(/^(\/[A-Za-z0-9._~-]+)*$/, 'an origin path begins with / and does not end with it')
    .max(128)
    .default(''),
});

const named = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.enum(['cookie', 'query']),
    name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'a cookie or parameter has letters, digits, _ and -'),
  }),
  z.strictObject({
    from: z.literal('header'),
    name: z.string().regex(/^[a-z0-9-]{1,64}$/, 'a header is written in lower case'),
  }),
]);

const place = z.discriminatedUnion('from', [named, z.strictObject({ from: z.literal('path'), after: path })]);

const membership = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('signature') }),
  z.strictObject({ by: z.literal('ids'), ids: z.array(z.string().min(1).max(128)).min(1).max(200) }),
  z.strictObject({
    by: z.literal('claim'),
    place: named,
    claim: z.string().min(1).max(64),
    value: z.string().min(1).max(128),
  }),
  z.strictObject({
    by: z.literal('country'),
    countries: z
      .array(z.string().regex(/^[A-Z]{2}$/, 'a country is two letters, as in ISO 3166-1'))
      .min(1)
      .max(250),
  }),
]);

const file = z
  .strictObject({
    name,
    sides: z.record(name, z.array(origin).min(1).max(8)),
    first: name,
    user: place.nullable().default(null),
    rooms: z.array(place).max(4).default([]),
    cohorts: z.record(name, membership).default({}),
  })
  .refine(({ sides }) => Object.keys(sides).length === 2, { path: ['sides'], message: 'there are two sides' })
  .refine(({ sides, first }) => Object.hasOwn(sides, first), { path: ['first'], message: 'names one of the sides' })
  .refine(({ cohorts }) => Object.keys(cohorts).length <= MAX_COHORTS, {
    path: ['cohorts'],
    message: `at most ${MAX_COHORTS}`,
  })
  .refine(({ user, cohorts }) => user !== null || Object.values(cohorts).every(({ by }) => by !== 'ids'), {
    path: ['cohorts'],
    message: 'a cohort of ids needs `user`',
  })
  .refine(
    ({ sides }) =>
      new Set(
        Object.values(sides).map((origins) =>
          origins
            .map((one) => one.path)
            .toSorted()
            .join(),
        ),
      ).size === 1,
    { path: ['sides'], message: 'both sides answer the same paths' },
  );

/** Thrown when the settings of the functions at the edge are invalid. */
export class EdgeSettingsInvalid extends Error {
  readonly code = 'edge-settings-invalid';
  constructor(problems: readonly string[]) {
    super(`The settings of the edge are not usable. Correct them: ${problems.join('; ')}.`);
    this.name = 'EdgeSettingsInvalid';
  }
}

/**
 * Returns the settings from a file, the origins of each side with the longest paths first.
 * @throws EdgeSettingsInvalid, naming every problem
 */
export function edgeSettings(json: unknown): EdgeSettings {
  const parsed = file.safeParse(json);
  if (!parsed.success)
    throw new EdgeSettingsInvalid(
      parsed.error.issues.map(({ path: where, message }) => `${where.join('.') || 'the file'}: ${message}`),
    );
  const sides = Object.entries(parsed.data.sides).map(
    ([side, origins]) => [side, origins.toSorted((a, b) => b.path.length - a.path.length)] as const,
  );
  return { ...parsed.data, sides: Object.fromEntries(sides) };
}
