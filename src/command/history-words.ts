import type { CommandBody } from '../ports/inbound/command.ts';
import { commandLimits as limits } from './limits.ts';

type History = Extract<CommandBody, { name: 'history' }>;

/** The reason why the words after `history <service>` cannot be read. */
interface Problem {
  readonly code: string;
  readonly problem: string;
}

const FORMS = 'Say by=alice, outcome=completed or outcome=rolled-back, version=v54, page=2; each once, in any order.';

const OUTCOMES = ['completed', 'rolled-back'] as const;

const isOutcome = (word: string): word is (typeof OUTCOMES)[number] => OUTCOMES.some((outcome) => outcome === word);

/** Returns the field that a pair fills; null when it cannot be read. A person may be mentioned. */
function readPair(name: string, value: string): Partial<History> | null {
  if (value === '') return null;
  switch (name) {
    case 'by':
      return { who: value.replace(/^@/, '').slice(0, limits.name) };
    case 'version':
      return { version: value.slice(0, limits.label) };
    case 'outcome':
      return isOutcome(value) ? { outcome: value } : null;
    case 'page':
      return /^[1-9]\d{0,2}$/.test(value) ? { page: Number(value) } : null;
    default:
      return null;
  }
}

/** Reads the words after `history <service>`: pairs such as `by=alice`, in any order. */
export function parseHistory(service: string, words: readonly string[]): History | Problem {
  let history: History = { name: 'history', service, who: null, outcome: null, version: null, page: 1 };
  const seen = new Set<string>();
  for (const word of words) {
    const at = word.indexOf('=');
    const name = word.slice(0, Math.max(0, at)).toLowerCase();
    const read = readPair(name, word.slice(at + 1));
    if (read === null) return { code: 'bad-value', problem: `"${word.slice(0, 60)}" cannot be read. ${FORMS}` };
    if (seen.has(name)) return { code: 'pair-twice', problem: `"${name}" is given twice. Say it once.` };
    seen.add(name);
    history = { ...history, ...read };
  }
  return history;
}
