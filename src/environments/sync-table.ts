import { type ComponentConfig, type ComponentReading, contentWords } from '../domain/environment/component.ts';
import { type EnvironmentId, otherEnvironment } from '../domain/environment/environment.ts';
import type { Brought } from '../domain/environment/sync.ts';
import type { Finding } from '../domain/finding.ts';
import { compareEnvironments } from './compare-environments.ts';

/** A component as it was read, with its configuration. */
export interface Found {
  readonly config: ComponentConfig;
  readonly brought: Brought;
  readonly reading: ComponentReading;
}

/** One component in the table of a sync. */
export interface SyncRow extends Found {
  /** The action of a sync: nothing, update in place, ask for a build, or leave it to a person. */
  readonly does: 'nothing' | 'update' | 'build' | 'ask';
  /** The reasons why a person is asked, with remedies; empty otherwise. */
  readonly why: readonly { readonly message: string; readonly remedy: string }[];
}

/** The differences between the environments, and the actions of a sync on the one that gets the next release. */
export interface SyncTable {
  readonly service: string;
  readonly side: EnvironmentId;
  readonly rows: readonly SyncRow[];
}

function toRow(side: EnvironmentId, found: Found): SyncRow {
  const { reading, brought } = found;
  if (reading.troubles.length > 0) return { ...found, does: 'ask', why: reading.troubles };
  const where = compareEnvironments(reading);
  if (where.kind === 'unknown') {
    const remedy = `Deploy the version that is to be the newest to environment ${side}, or make both the same by hand.`;
    return { ...found, does: 'ask', why: [{ message: where.why, remedy }] };
  }
  if (where.kind === 'in-step' || where.side !== side) return { ...found, does: 'nothing', why: [] };
  return { ...found, does: brought === 'in-place' ? 'update' : 'build', why: [] };
}

/**
 * The table of a sync.
 * @param side the environment that gets the next release: where it has the newer version itself, nothing is done
 */
export function syncTable(service: string, side: EnvironmentId, found: readonly Found[]): SyncTable {
  return { service, side, rows: found.map((one) => toRow(side, one)) };
}

/** Tells whether the environment has the newest version of every component, as far as known. */
export function isInStep({ rows }: SyncTable): boolean {
  return rows.every(({ does }) => does === 'nothing');
}

/** Returns the changes of a sync as text: equal for tables with equal changes. */
export function planText({ service, side, rows }: SyncTable): string {
  const moves = rows
    .filter(({ does }) => does === 'update' || does === 'build')
    .map(({ does, reading }) => [
      does,
      reading.name,
      reading[side]?.digest ?? null,
      reading[otherEnvironment(side)]?.digest ?? null,
    ]);
  return JSON.stringify([service, side, moves]);
}

/**
 * Returns the findings that block a rollout of this environment: one for each component that is behind or that nobody can judge.
 */
export function behindFindings({ service, side, rows }: SyncTable): readonly Finding[] {
  return rows.flatMap(({ does, reading, why }): readonly Finding[] => {
    const about = reading.name;
    if (does === 'nothing') return [];
    if (does === 'ask') {
      return why.map((trouble) => ({ severity: 'blocks', code: 'component-unclear', about, ...trouble }));
    }
    const there = otherEnvironment(side);
    return [
      {
        severity: 'blocks',
        code: 'component-behind',
        about,
        message: `Environment ${side} is behind: it has ${contentWords(reading[side])}, and ${there} has ${contentWords(reading[there])}.`,
        remedy: `Bring it up with \`/canary sync ${service}\`, then start again.`,
      },
    ];
  });
}
