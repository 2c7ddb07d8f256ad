import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Participles that end neither in -ed nor in -ing. */
const IRREGULAR = new Set(
  (
    'begun bound bought broken brought built caught chosen done drawn driven eaten fallen felt forgotten fought found frozen given ' +
    'gone grown held hidden kept known left lent lost made meant met overtaken paid proven said seen sent shown sold ' +
    'spent spoken stuck sung sunk sworn taken taught thought thrown told torn undone unknown unseen unstuck woken won worn written'
  ).split(' '),
);

/** Verbs and nouns that only look like participles: each is named here once, with nothing behind it. */
const NO_PARTICIPLES = new Set([
  'embed',
  'exceed',
  'feed',
  'need',
  'proceed',
  'seed',
  'speed',
  'bring',
  'ping',
  'ring',
  'string',
]);

/** A participle alone, or with nothing behind it but a preposition or an adverb: `told`, `askedFor`, `lookedAt`, `seenNow`. */
const TAIL = /^(?:Again|Anew|At|Before|Behind|Below|Between|By|For|From|In|Now|Of|On|Once|Out|Over|Since|To|With)$/;

/** Declarations of functions: `function name(`, and `const name = (…) =>`, `= async (…) =>`, `= one =>` or `= <T>(…) =>`. */
const FUNCTION = /\bfunction\*?\s+([A-Za-z_$][\w$]*)\s*[<(]/g;
const ARROW =
  /\b(?:const|let)\s+([A-Za-z_$][\w$]*)(?:\s*:[^=;{}]*(?:=>[^=;{}]*)?)?\s*=\s*(?:async\s+)?(?:[A-Za-z_$][\w$]*\s*=>|(?:<[^()]*>)?\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*(?::[^=;]*(?:=>[^=;]*)?)?=>)/g;

function isParticiple(word: string): boolean {
  if (NO_PARTICIPLES.has(word)) return false;
  return IRREGULAR.has(word) || /^[a-z]+(?:ed|ing)$/.test(word);
}

/** Returns whether a function name is a participle that names no thing: nothing says what the function does. */
function isBareParticiple(name: string): boolean {
  const [first = '', ...rest] = name.split(/(?=[A-Z])/);
  return isParticiple(first) && (rest.length === 0 || (rest.length === 1 && TAIL.test(rest[0] ?? '')));
}

function functionNames(source: string): readonly string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');
  return [FUNCTION, ARROW].flatMap((pattern) => [...code.matchAll(pattern)].map(([, name = '']) => name));
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name));
}

it.each(['told', 'seen', 'askedFor', 'lookedAt', 'seenNow', 'returning', 'unstuck'])(
  'takes %s for a bare participle',
  (name) => {
    expect(isBareParticiple(name)).toBe(true);
  },
);

it.each(['applyDecision', 'signedHeaders', 'missingReading', 'seed', 'bring', 'foundAnswer', 'need'])(
  'takes %s for a name',
  (name) => {
    expect(isBareParticiple(name)).toBe(false);
  },
);

it('finds functions, arrow functions and typed constants that are functions', () => {
  const source = `export function told<T>(one: T) {}
    const seen = (one: string): boolean => true;
    const asked = async <T>(call: () => Promise<T>): Promise<T> => call();
    const kept: (a: number) => void = (a) => {};
    const wanted = one => one;
    // function notOne() {}
    const given = values.map((one) => one);`;
  expect(functionNames(source)).toEqual(['told', 'seen', 'asked', 'kept', 'wanted']);
});

it('names no function by a bare participle', () => {
  const named = sources('src').flatMap((file) =>
    functionNames(readFileSync(file, 'utf8')).map((name) => ({ file, name })),
  );
  expect(named.length).toBeGreaterThan(2000);
  const bare = named.filter(({ name }) => isBareParticiple(name)).map(({ file, name }) => `${file}: ${name}`);
  expect(bare, 'name the function by a verb (`applyDecision`, `withTargets`), a predicate by is or has').toEqual([]);
});
