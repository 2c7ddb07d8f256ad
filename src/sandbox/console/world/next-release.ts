import type { StackPart } from '../../live/parts.ts';

/** True when every layer of the active environment has the next version; null when the control center cannot be read. */
export function isNextThere({ center, layers, next }: Pick<StackPart, 'center' | 'layers' | 'next'>): boolean | null {
  return center === null ? null : layers.every(({ versions }) => versions[center.active] === next);
}
