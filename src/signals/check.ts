import { healthSignalDetail, MAX_AHEAD_MS } from '../command/receive/health-signal.ts';
import type { SignalSettings, ToldSignal } from '../ports/health/signal-intake.ts';
import type { Content } from './request.ts';
import { senders } from './senders.ts';

/** The remedy for each field that is missing or malformed. The schema is that of the event on the bus. */
const REMEDIES: Readonly<Record<string, string>> = {
  name: 'name has lower-case letters, digits and -, a letter first, at most 60; it is in the body, or in the address as ?name=',
  health: 'health is healthy, unhealthy or unknown',
  at: 'at is a moment in whole milliseconds since 1970',
  value: 'value is a number, or a text of at most 2000 characters',
  link: 'link is a text of at most 2000 characters',
};

/** A signal that may be put on the bus, or all that is wrong with it. */
type Checked = { readonly signal: ToldSignal } | { readonly problems: readonly string[] };

/** The facts that a signal is checked by. */
interface Known {
  readonly service: string;
  readonly settings: SignalSettings;
  /** The time, in milliseconds since the epoch. */
  readonly now: number;
}

/** Returns the name of the signal that a request is about, as it was given. */
export function nameOf({ body, name }: Content): unknown {
  return name ?? body.name;
}

/** Checks a signal: its shape, that the service lists it, and that its moment is neither ahead nor over. */
export function checkSignal(content: Content, { service, settings, now }: Known): Checked {
  const read = readTold(content);
  if ('problem' in read) return { problems: [read.problem] };
  const { health, at, value, link } = read.told;
  const told = { v: 1, service, name: nameOf(content), health, at: at ?? now, value, link };
  const parsed = healthSignalDetail.safeParse(told);
  const wrong = parsed.success ? [] : [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))];
  const expected = settings.signals.find(({ name }) => name === told.name);
  const problems = [
    ...wrong.map((field) => REMEDIES[field] ?? field),
    ...(expected === undefined && !wrong.includes('name') ? [unlistedProblem(service, settings)] : []),
    ...(wrong.includes('at') ? [] : timeProblems(Number(told.at), expected?.expires ?? null, now)),
  ];
  if (problems.length > 0) return { problems };
  return { signal: told as ToldSignal };
}

/** Reads the fields of a body: as they are, or by the monitor that the address names. */
function readTold({ body, from }: Content): { readonly told: Content['body'] } | { readonly problem: string } {
  if (from === null) return { told: body };
  const sender = senders.get(from);
  if (sender === undefined) {
    return { problem: `from is none of ${[...senders.keys()].join(', ')}; leave it out for a body with health` };
  }
  const read = sender(body);
  return 'problem' in read ? read : { told: { ...read } };
}

function unlistedProblem(service: string, { signals }: SignalSettings): string {
  const names = signals.map((signal) => signal.name).join(', ');
  const known = names === '' ? 'has no signals' : `has the signals ${names}`;
  return `${service} ${known} in serin.yml, and none of this name`;
}

function timeProblems(at: number, expires: number | null, now: number): readonly string[] {
  if (at > now + MAX_AHEAD_MS) return ['at is more than a minute in the future: correct the clock of the sender'];
  if (expires === null || at + expires > now) return [];
  return ['at is so long ago that the signal has expired: it is a moment in milliseconds, not in seconds, since 1970'];
}
