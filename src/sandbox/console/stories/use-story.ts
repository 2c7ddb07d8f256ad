import { useEffect, useReducer, useRef, useState } from 'react';
import { api } from '../api.ts';
import type { World } from '../store.ts';
import { type Scene, type Story, stories } from './stories.ts';

/** The story that plays, with its progress. */
export interface RunningStory {
  readonly story: Story | null;
  /** The number of steps done. */
  readonly done: number;
  /** The text of the newest step. */
  readonly tells: string;
  readonly isOver: boolean;
  begin(story: Story): void;
  stop(): void;
}

interface Progress {
  readonly id: string;
  readonly since: number;
  readonly done: number;
  readonly tells: string;
  /** The run of the sandbox in which it plays; after a restart the story is dropped. */
  readonly run: string;
}

const KEY = 'serin.story';

/** Plays one story at a time; after a reload it continues. */
export function useStory(world: World): RunningStory {
  const [progress, setProgress] = useState<Progress | null>(() => read(world.about.run));
  const isActing = useRef(false);
  // The condition of the next step may have come true while the last one was acting.
  const [, lookAgain] = useReducer((turns: number) => turns + 1, 0);
  const keep = (next: Progress | null) => {
    setProgress(next);
    write(next);
  };
  const story = stories.find(({ id }) => id === progress?.id) ?? null;

  useEffect(() => {
    const service = world.services.find(({ name }) => name === story?.service);
    const step = story?.steps[progress?.done ?? 0];
    if (progress === null || service === undefined || step === undefined || isActing.current) return;
    const scene: Scene = { world, service, since: progress.since };
    if (!step.when(scene)) return;
    isActing.current = true;
    const next = { ...progress, done: progress.done + 1, tells: step.tells(scene) };
    // Saved first: a reload must not repeat the step.
    keep(next);
    (step.act?.(api, scene) ?? Promise.resolve())
      .catch((error: Error) => keep({ ...next, done: Number.POSITIVE_INFINITY, tells: error.message }))
      .finally(() => {
        isActing.current = false;
        lookAgain();
      });
  });

  return {
    story,
    done: progress?.done ?? 0,
    tells: progress?.tells ?? '',
    isOver: story !== null && (progress?.done ?? 0) >= story.steps.length,
    begin: ({ id }) => keep({ id, since: world.clock.now, done: 0, tells: '', run: world.about.run }),
    stop: () => keep(null),
  };
}

function read(run: string): Progress | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Progress | null;
    return kept?.run === run ? kept : null;
  } catch {
    // The saved value cannot be used.
    return null;
  }
}

function write(progress: Progress | null): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(progress));
  } catch {
    // Storage can be switched off; the story then ends with a reload.
  }
}
