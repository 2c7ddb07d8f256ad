import type { Json } from '../../domain/json.ts';
import { MAX_ENTRIES, parameterName, SHARED_PARAMETERS } from './parameters.ts';

/** CloudFormation's word for "as if this was not here". */
export const NO_VALUE: Json = { Ref: 'AWS::NoValue' };

/** The parameters that are lists, by their names in serverless.yml. */
export const LISTS: readonly string[] = Object.entries(SHARED_PARAMETERS).flatMap(([param, { Type }]) =>
  Type === 'CommaDelimitedList' ? param : [],
);

const TOO_MANY = 'HasTooManyEntries';

/** Returns a list as a text with so many more commas that each of its places can be selected. */
const padList = (name: string): Json => ({
  'Fn::Split': [',', { 'Fn::Join': ['', [{ 'Fn::Join': [',', { Ref: name }] }, ','.repeat(MAX_ENTRIES)]] }],
});

/** Returns one entry of a list, counted from 0; empty text where the list is shorter. */
const entry = (name: string, place: number): Json => ({ 'Fn::Select': [String(place), padList(name)] });

const condition = (name: string, place: number): string => `Has${name}${place + 1}`;

const isFilled = (name: string, place: number): Json => ({ 'Fn::Not': [{ 'Fn::Equals': [entry(name, place), ''] }] });

/**
 * Returns an ARN for each place of a list; those of places that are empty have no value.
 * @param text the text of Fn::Sub, in which `placeholder` stands for the entry
 */
export function expandList(param: string, text: string, placeholder: string): readonly Json[] {
  const name = parameterName(param);
  const arn = (place: number): Json => ({
    'Fn::Sub': [text.replaceAll(placeholder, `\${Entry}`), { Entry: entry(name, place) }],
  });
  return Array.from({ length: MAX_ENTRIES }, (_, place) =>
    place === 0 ? arn(0) : { 'Fn::If': [condition(name, place), arn(place), NO_VALUE] },
  );
}

/** The conditions by which the template knows which places of the lists are filled. */
export function listConditions(): Readonly<Record<string, Json>> {
  const names = LISTS.map(parameterName);
  const filled = names.flatMap((name) =>
    Array.from({ length: MAX_ENTRIES - 1 }, (_, i) => [condition(name, i + 1), isFilled(name, i + 1)] as const),
  );
  return { ...Object.fromEntries(filled), [TOO_MANY]: { 'Fn::Or': names.map((name) => isFilled(name, MAX_ENTRIES)) } };
}

/**
 * Returns a text, or refuses the stack where a list is too long: an entry that is left out would be one that Serin may not touch,
 * which shows only in an incident. Selecting from beyond the end of a list is an error of the template.
 */
export function textUnlessTooMany(text: string): Json {
  const refusal = [`More than ${MAX_ENTRIES} entries in one of ${LISTS.map(parameterName).join(', ')}`];
  return { 'Fn::Select': ['1', { 'Fn::If': [TOO_MANY, refusal, ['few enough', text]] }] };
}
