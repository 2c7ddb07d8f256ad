import type { CommandBody } from '../../ports/inbound/command.ts';
import { interpretWord } from '../interpret-word.ts';
import { isLabel, LABEL_FORM } from '../label.ts';
import { commandLimits as limits, servicePattern } from '../limits.ts';

type Start = Extract<CommandBody, { name: 'start' }>;

/** The reason why the words after `start <service>` do not say what to start. */
interface Problem {
  readonly code: string;
  readonly problem: string;
}

/** Splits a pair such as `checkout-api=17` at the last equals sign; versions and names of records contain none. Quotes around a value go. */
function splitPair(word: string): readonly [string, string] | null {
  const at = word.lastIndexOf('=');
  return at < 0 ? null : [word.slice(0, at), word.slice(at + 1).replace(/^["'`]+/, '')];
}

function problemOfPairs(pairs: readonly (readonly [string, string])[]): Problem | null {
  const names = pairs.map(([name]) => name);
  const bad = pairs.find(([name, value]) => {
    // An object cannot have a field of this name, not even in JSON that is only passed on.
    if (name === '__proto__') return true;
    return name === '' || value === '' || name.length > limits.explicitKey || value.length > limits.explicitValue;
  });
  if (bad) return { code: 'bad-pair', problem: `"${bad.join('=').slice(0, 60)}" is not of the form checkout-api=17.` };
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) return { code: 'pair-twice', problem: `"${twice.slice(0, 60)}" is given twice. Say it once.` };
  if (pairs.length > limits.explicit)
    return { code: 'too-many-pairs', problem: `At most ${limits.explicit} pairs can be given.` };
  return null;
}

/** Takes `plan=` out of the pairs. A second one stays among them, where it is refused. */
function takePlan(given: readonly (readonly [string, string])[]) {
  const chosen = given.find(([name]) => isPlan(name));
  const second = given.some((pair) => pair !== chosen && isPlan(pair[0]));
  return { plan: chosen?.[1], pairs: given.filter((pair) => second || pair !== chosen) };
}

const isPlan = (name: string): boolean => name.toLowerCase() === 'plan';

/** Refuses what cannot be the name of a plan. */
function problemOfPlan(plan: string | undefined): Problem | null {
  if (plan === undefined || servicePattern.test(plan.toLowerCase())) return null;
  const problem = `"${plan.slice(0, 60)}" cannot be the name of a plan. Write plan=<name>, with one of the names under \`plans\` in serin.yml.`;
  return { code: 'bad-plan', problem };
}

/** A hotfix has a reason, and nothing else has one. */
function problemOfReason(isHotfix: boolean, reason: string, service: string, label: string): Problem | null {
  if (isHotfix === (reason !== '')) return null;
  return isHotfix
    ? { code: 'reason-missing', problem: `Say why: start ${service} ${label} hotfix because <reason>.` }
    : { code: 'unknown-word', problem: 'Only a hotfix says "because". Add the word hotfix before it.' };
}

/** The options of a start, and how exposed each leaves the users; see `interpretWord`. */
const OPTIONS = { force: 2, fix: 2, adopt: 2, yes: 2, queue: 2, hotfix: 2 } as const;

/** Returns an option such as `force` in its plain form, however people write it. */
const normalizeOption = (word: string): string => word.toLowerCase().replace(/^-+/, '');

/**
 * Reads the words after `start <service>`: a version, pairs and options, in any order. The version is the first remaining
 * word.
 *
 * @param reason the text after `because`, which a hotfix needs; empty where there is none
 */
export function parseStart(service: string, words: readonly string[], reason: string): Start | Problem {
  const given = words.flatMap((word) => {
    const pair = splitPair(word);
    return pair === null ? [] : [pair];
  });
  const { plan, pairs } = takePlan(given);
  const single = words.filter((word) => !word.includes('='));
  const options = new Set<string>(single.map(normalizeOption).filter((word) => Object.hasOwn(OPTIONS, word)));
  const [label, stray] = single.filter((word) => !options.has(normalizeOption(word)));
  if (label === undefined)
    return { code: 'version-missing', problem: `Which version of ${service}? Name it, for example v54.` };
  if (stray !== undefined) {
    const meant = interpretWord(normalizeOption(stray), OPTIONS);
    const isOption = meant?.kind === 'word';
    const hint = isOption ? `Did you mean "${meant.word}"?` : 'Give one version; the rest are pairs and options.';
    return { code: 'unknown-word', problem: `"${stray.slice(0, 60)}" is not understood. ${hint}` };
  }
  if (!isLabel(label)) {
    return {
      code: 'bad-version',
      problem: `"${label.slice(0, 60)}" cannot be a version: ${LABEL_FORM}.`,
    };
  }
  const problem =
    problemOfPlan(plan) ?? problemOfPairs(pairs) ?? problemOfReason(options.has('hotfix'), reason, service, label);
  if (problem !== null) return problem;
  return {
    name: 'start',
    service,
    label,
    explicit: Object.fromEntries(pairs),
    ...(plan !== undefined && { plan: plan.toLowerCase() }),
    force: options.has('force'),
    ...(options.has('fix') && { fix: true as const }),
    adopt: options.has('adopt'),
    ...(options.has('yes') && { confirmed: 'yes' as const }),
    ...(options.has('queue') && { queue: true as const }),
    ...(reason !== '' && { hotfix: reason }),
  };
}
