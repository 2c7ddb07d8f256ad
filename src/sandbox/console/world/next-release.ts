import type { StackPart } from '../../live/parts.ts';

/** Whether every layer of the side that gets deployments has the version that comes next; unknown while the sides are. */
export function isNextThere({ center, layers, next }: Pick<StackPart, 'center' | 'layers' | 'next'>): boolean | null {
  return center === null ? null : layers.every(({ versions }) => versions[center.active] === next);
}
