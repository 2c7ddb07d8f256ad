import type { Decision } from './signal.ts';

/** Returns the decision that refuses a signal. @param code stable, kebab-case @param because for people, a whole sentence */
export function refuse(code: string, because: string): Decision {
  return { answer: 'refused', code, because };
}
