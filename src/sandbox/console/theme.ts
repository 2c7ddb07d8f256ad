import { useSyncExternalStore } from 'react';

/** What is shown: what somebody chose, otherwise what the system has. */
export type Theme = 'light' | 'dark';

const KEY = 'serin.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let chosen: string | null = read();

function current(): Theme {
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return dark.matches ? 'dark' : 'light';
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // Storage can be switched off; the system decides then.
    return null;
  }
}

/** Brings the theme to the page before anything is drawn with its colours. */
function show(): void {
  document.documentElement.dataset.theme = current();
  for (const listener of listeners) listener();
}

dark.addEventListener('change', show);
show();

export function chooseTheme(theme: Theme): void {
  chosen = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // As above; the choice lasts as long as the page.
  }
  show();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, current);
}
