import type { AboutPart, ServicePart } from '../../live/parts.ts';

/** One continuation of the typed text. */
export interface Completion {
  /** The whole text after the completion was chosen. */
  readonly text: string;
  /** The name in the list. */
  readonly label: string;
  readonly hint: string;
}

/** The commands and services that completions are built from. */
export interface Known {
  readonly commands: AboutPart['commands'];
  readonly services: readonly Pick<ServicePart, 'name' | 'versions' | 'targets' | 'rollout'>[];
}

const COMMAND = '/canary';

/** Commands that take no argument. */
const ALONE: readonly string[] = ['list'];

/** Returns the completions of a typed text; empty when nothing matches. */
export function completionsFor(typed: string, known: Known): readonly Completion[] {
  const text = typed.trimStart();
  if (!text.includes(' ')) {
    const isBegun = text !== '' && COMMAND.startsWith(text);
    return isBegun
      ? [{ text: `${COMMAND} `, label: COMMAND, hint: 'Moves a share of the traffic to a new version' }]
      : [];
  }
  const [command, ...words] = text.split(/\s+/);
  if (command !== COMMAND) return [];
  const begun = words.at(-1) ?? '';
  const before = [command, ...words.slice(0, -1)].join(' ');
  return listCandidates(words.slice(0, -1), known)
    .filter(({ label }) => label.startsWith(begun) && label !== begun)
    .map(({ label, hint, goesOn }) => ({ text: `${before} ${label}${goesOn ? ' ' : ''}`, label, hint }));
}

interface Candidate extends Omit<Completion, 'text'> {
  /** True when more words can follow. */
  readonly goesOn: boolean;
}

function listCandidates(before: readonly string[], { commands, services }: Known): readonly Candidate[] {
  const [verb, name] = before;
  const verbs = Object.entries(commands);
  if (verb === undefined)
    return verbs.map(([label, { does }]) => ({ label, hint: stripBackticks(does), goesOn: !ALONE.includes(label) }));
  if (verb === 'help' && name === undefined)
    return verbs.map(([label, { does }]) => ({ label, hint: stripBackticks(does), goesOn: false }));
  if (name === undefined && !ALONE.includes(verb) && verb !== 'help')
    return services.map((service) => ({ label: service.name, hint: summarize(service), goesOn: verb === 'start' }));
  const service = services.find((each) => each.name === name);
  if (verb !== 'start' || service === undefined || before.length > 2) return [];
  return service.versions.map((label, index) => ({ label, hint: versionHint(service, index), goesOn: false }));
}

function stripBackticks(text: string): string {
  return text.replaceAll('`', '');
}

function summarize({ rollout, targets }: Known['services'][number]): string {
  const kinds = [...new Set(targets.map(({ target }) => target))].join(', ');
  return rollout === null ? kinds : `${kinds} · ${rollout.canary} ${rollout.phase.status}`;
}

function versionHint({ targets }: Known['services'][number], index: number): string {
  const isOfAlias = targets.some(({ target }) => target === 'lambda-alias');
  return isOfAlias && index === 0 ? 'the users have it' : '';
}
