import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BUGS } from './bugs.ts';
import { NotPlanted, withBug } from './plant.ts';

const sourceOf = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

describe('planted bugs', () => {
  it.each(BUGS)('can be planted: $title', (bug) => {
    const text = sourceOf(bug.file);
    expect(withBug(bug, text)).not.toBe(text);
  });

  it('are told apart by their titles', () => {
    expect(new Set(BUGS.map(({ title }) => title)).size).toBe(BUGS.length);
  });

  it('are refused where they fit no place, or two', () => {
    const bug = { title: 't', file: 'f.ts', from: 'a', to: 'b' };
    expect(withBug(bug, 'xax')).toBe('xbx');
    expect(() => withBug(bug, 'xx')).toThrow(NotPlanted);
    expect(() => withBug(bug, 'aa')).toThrow('fits 2 places of f.ts');
  });
});
