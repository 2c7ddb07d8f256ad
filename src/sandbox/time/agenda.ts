/** An action at a moment of virtual time; its promise is awaited. */
export type Happening = () => unknown;

/** Happenings in order of time, then of entry. */
export interface Agenda {
  /** Enters a happening. Returns a function that cancels it. */
  enter(time: number, happening: Happening): () => void;
  /** Removes and returns the first happening that is due at `until`; undefined when there is none. */
  takeDue(until: number): { readonly time: number; readonly happening: Happening } | undefined;
}

export function createAgenda(): Agenda {
  const entries: { readonly time: number; readonly happening: Happening }[] = [];
  return {
    enter: (time, happening) => {
      const entry = { time, happening };
      const position = entries.findLastIndex((other) => other.time <= time) + 1;
      entries.splice(position, 0, entry);
      return () => {
        const index = entries.indexOf(entry);
        if (index >= 0) entries.splice(index, 1);
      };
    },
    takeDue: (until) => {
      const first = entries[0];
      return first !== undefined && first.time <= until ? entries.shift() : undefined;
    },
  };
}
