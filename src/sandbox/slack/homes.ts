import type { PublishedHome } from './published-home.ts';

/** The App Homes of the workspace, as they were last drawn. */
export interface Homes {
  /** Takes an App Home that was drawn. */
  take(home: PublishedHome): void;
  /** Returns the blocks that a user sees; null before anything was drawn for them. */
  of(user: string): readonly unknown[] | null;
}

export function createHomes(): Homes {
  const drawn = new Map<string, readonly unknown[]>();
  return {
    take: ({ user, blocks }) => {
      drawn.set(user, blocks);
    },
    of: (user) => drawn.get(user) ?? null,
  };
}
