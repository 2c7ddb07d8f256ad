/** Matches a percentage, such as `5%` and `0.5%`. */
export const percentPattern = /^\d{1,3}(\.\d{1,4})?%$/;

/** Returns a rate from its text in percent: 0.05 for `5%`. */
export const rateOf = (text: string): number => Number(text.slice(0, -1)) / 100;
