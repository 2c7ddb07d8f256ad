import type { Person, Reason } from './record.ts';

/** A share for people: `5 %`, `0.5 %`. */
export function percent(weight: number): string {
  return `${Number(weight.toFixed(2))} %`;
}

/** A duration for people: `10 min`, `1 h 30 min`, `1 min 30 s`; seconds count below an hour. @param ms milliseconds, 0 or more */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return inTwo(seconds, 'min', 's');
  return inTwo(Math.round(seconds / 60), 'h', 'min');
}

/** A count of a small unit, 60 of which make the large one, in both; the small one only where there is a rest. */
function inTwo(count: number, large: string, small: string): string {
  const rest = count % 60;
  return `${Math.floor(count / 60)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** How a person is called in texts. */
export function called(person: Person): string {
  return person.name === '' ? person.id : person.name;
}

/** Names as alternatives: `a, b or c`. */
export function oneOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

/** What somebody else wrote, without the end it may have, so that it fits into a sentence of ours. */
export function bare(text: string): string {
  return text.replace(/[\s.]+$/, '');
}

/** Why a rollout goes or went back, as half a sentence. */
export function because(reason: Reason): string {
  switch (reason.kind) {
    case 'alarm':
      return `the alarm ${reason.name} fires${reason.detail === '' ? '' : ` (${reason.detail})`}`;
    case 'person':
      return `${called(reason.by)} asked for it${reason.text === '' ? '' : `: ${bare(reason.text)}`}`;
    case 'rejected':
      return `${called(reason.by)} rejected it${reason.text === '' ? '' : `: ${bare(reason.text)}`}`;
  }
}
