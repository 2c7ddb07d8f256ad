/** One measured value, as the table shows it. */
export interface Row {
  readonly what: string;
  readonly value: string;
}

/** A benchmark: a few values that take less than two minutes. Nothing asserts them; they are compared by people. */
export interface Bench {
  readonly about: string;
  run(): Promise<readonly Row[]>;
}

/** Returns the value in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Writes a time given in milliseconds. */
export function ms(value: number): string {
  return `${value < 1 ? value.toPrecision(2) : value.toFixed(value < 10 ? 1 : 0)} ms`;
}
