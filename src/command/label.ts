import { commandLimits } from './limits.ts';

const labelPattern = /^[\p{L}\p{N}][\p{L}\p{N}._+/@-]*$/u;

/** Tells whether a text can be the version of a start. */
export function isLabel(text: string): boolean {
  return labelPattern.test(text) && text.length <= commandLimits.label;
}

/** Says what a version may be made of. */
export const LABEL_FORM = `letters, digits and . _ + / @ -, at most ${commandLimits.label}`;
