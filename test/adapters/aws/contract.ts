import { it } from 'vitest';

/** Rules of a contract that one implementation is known not to keep, each with the reason. */
export type Deviations = Readonly<Record<string, string>>;

/** One rule of a contract. */
export type Rule = (title: string, test: () => Promise<void>) => void;

/**
 * Gives the `it` of a contract. A rule that is declared as a deviation must fail: when it is kept one day, the test says
 * so, and the declaration has to go.
 */
export const rules =
  (deviations: Deviations): Rule =>
  (title, test) => {
    const reason = deviations[title];
    if (reason === undefined) it(title, test);
    else it.fails(`${title} (deviates: ${reason})`, test);
  };
