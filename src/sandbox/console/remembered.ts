import { useCallback, useState } from 'react';

/**
 * Returns state that survives a reload, as far as the browser allows it. @param isValid tells whether a kept value can still be
 * used
 */
export function useRemembered<T extends string>(
  key: string,
  initial: T,
  isValid: (value: string) => value is T,
): readonly [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    const kept = read(key);
    return kept !== null && isValid(kept) ? kept : initial;
  });
  const keep = useCallback(
    (next: T) => {
      setValue(next);
      write(key, next);
    },
    [key],
  );
  return [value, keep];
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // Storage can be switched off; the choice then lasts as long as the page.
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}
