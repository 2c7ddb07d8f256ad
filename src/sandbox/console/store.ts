import { useSyncExternalStore } from 'react';
import type {
  AboutPart,
  AlarmPart,
  CallPart,
  ClockPart,
  ComparisonPart,
  HomePart,
  MessagePart,
  MinutePart,
  ModalPart,
  Part,
  Patch,
  ServicePart,
  StackPart,
} from '../live/parts.ts';

/** The newest state of the world, by kind of part. */
export interface World {
  readonly about: AboutPart;
  readonly clock: ClockPart;
  readonly services: readonly ServicePart[];
  readonly stacks: readonly StackPart[];
  readonly comparisons: readonly ComparisonPart[];
  readonly alarms: readonly AlarmPart[];
  readonly minutes: readonly MinutePart[];
  readonly messages: readonly MessagePart[];
  readonly modals: readonly ModalPart[];
  readonly homes: readonly HomePart[];
  readonly calls: readonly CallPart[];
}

interface Snapshot {
  readonly world: World | null;
  /** False while the sandbox does not answer; the world then stays as it was last seen. */
  readonly isConnected: boolean;
}

/** The time after which a closed stream is opened again, in milliseconds. The browser itself reopens a broken one. */
const REOPEN_MS = 1000;

const parts = new Map<string, Part>();
const listeners = new Set<() => void>();
let snapshot: Snapshot = { world: null, isConnected: false };

function change(next: Partial<Snapshot>): void {
  snapshot = { ...snapshot, ...next };
  for (const listener of listeners) listener();
}

function take({ set, drop }: Patch): void {
  for (const key of drop) parts.delete(key);
  for (const [key, part] of Object.entries(set)) parts.set(key, part);
  change({ world: mergeWorld(Object.values(set), drop), isConnected: true });
}

/**
 * Returns the parts by kind, in order of arrival. A kind without changes keeps its list, so that nothing is drawn again for it.
 */
function mergeWorld(changed: readonly Part[], drop: readonly string[]): World | null {
  const before = snapshot.world;
  const kinds = new Set<string>([
    ...changed.map(({ kind }) => kind),
    ...drop.map((key) => key.split(' ')[0] as string),
  ]);
  const partsOfKind = <K extends Part['kind']>(kind: K, known: readonly Extract<Part, { kind: K }>[] | undefined) =>
    known !== undefined && !kinds.has(kind)
      ? known
      : [...parts.values()].filter((part): part is Extract<Part, { kind: K }> => part.kind === kind);
  const about = parts.get('about');
  const clock = parts.get('clock');
  if (about?.kind !== 'about' || clock?.kind !== 'clock') return null;
  return {
    about,
    clock,
    services: partsOfKind('service', before?.services),
    stacks: partsOfKind('stack', before?.stacks),
    comparisons: partsOfKind('comparison', before?.comparisons),
    alarms: partsOfKind('alarm', before?.alarms),
    minutes: partsOfKind('minute', before?.minutes),
    messages: partsOfKind('message', before?.messages),
    modals: partsOfKind('modal', before?.modals),
    homes: partsOfKind('home', before?.homes),
    calls: partsOfKind('call', before?.calls),
  };
}

/** Listens to the sandbox from now on. Its first event replaces everything, so that a restart leaves nothing behind. */
export function connect(): void {
  const source = new EventSource('/sandbox/events');
  source.addEventListener('world', ({ data }: MessageEvent<string>) => {
    parts.clear();
    snapshot = { ...snapshot, world: null };
    take(JSON.parse(data) as Patch);
  });
  source.addEventListener('patch', ({ data }: MessageEvent<string>) => take(JSON.parse(data) as Patch));
  source.addEventListener('error', () => {
    change({ isConnected: false });
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, REOPEN_MS);
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSnapshot(): Snapshot {
  return useSyncExternalStore(subscribe, () => snapshot);
}
