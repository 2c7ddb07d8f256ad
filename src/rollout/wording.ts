import type { Person, Reason } from './record.ts';

/** A share for people: `5 %`, `0.5 %`. */
export function percent(weight: number): string {
  return `${Number(weight.toFixed(2))} %`;
}

/** A duration for people: `10 min`, `1 h 30 min`, `45 s`. @param ms milliseconds, 0 or more */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** How a person is called in texts. */
export function called(person: Person): string {
  return person.name === '' ? person.id : person.name;
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
