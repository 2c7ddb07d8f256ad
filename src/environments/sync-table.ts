import { type ComponentConfig, type ComponentReading, contentWords } from '../domain/component.ts';
import { type EnvironmentId, otherEnvironment } from '../domain/environment.ts';
import type { Finding } from '../domain/finding.ts';
import type { Brought } from '../domain/sync.ts';
import { compareEnvironments } from './compare-environments.ts';

/** A component as it was read, with its configuration. */
export interface Found {
  readonly config: ComponentConfig;
  readonly brought: Brought;
  readonly reading: ComponentReading;
}

/** One component in the table of a sync. */
export interface SyncRow extends Found {
  /** What a sync would do: nothing, bring it up in place, ask for a build, or leave it to a person. */
  readonly does: 'nothing' | 'update' | 'build' | 'ask';
  /** Why a person is asked, and what to do about it; empty otherwise. */
  readonly why: readonly { readonly message: string; readonly remedy: string }[];
}

/** What differs between the environments, and what a sync would do to the one that gets the next release. */
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

/** Whether the environment is at the newest of every component, as far as anybody can tell. */
export function isInStep({ rows }: SyncTable): boolean {
  return rows.every(({ does }) => does === 'nothing');
}

/** What a sync would change, as text: equal for tables that would have the same done. */
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

/** Why a rollout of this environment cannot start: a finding for each component that is behind or that nobody can judge. */
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
