import type { Finding } from '../domain/finding.ts';
import { isFinished, type ServiceRecord } from '../domain/rollout/record.ts';
import { refuse } from '../domain/rollout/refuse.ts';
import type { Decision, Draft, Signal } from '../domain/rollout/signal.ts';
import { percent } from '../domain/wording.ts';
import {
  centerToWrite,
  findForeignChange,
  isSame,
  isUsable,
  manualUpdateText,
  wantedCenter,
} from './control-center.ts';

type Start = Extract<Signal, { kind: 'start' }>;

/** The record's state of the control center, which a start read before the record was loaded for the last time. */
type Before = Pick<ServiceRecord, 'rollout' | 'controlCenter'>;

/** Returns why the roles of a start may be outdated; null when they are current. */
function rolesObjection({ rollout, controlCenter: known }: Before, draft: Draft, now: number): Decision | null {
  if (known === null || draft.environments === null) return null;
  const wanted = centerToWrite(rollout, known);
  const isBehind = wanted !== null && !isUsable(draft.environments.center.value, wanted);
  if (isBehind && known.failing) {
    const because = `The control center of ${draft.service.name} does not say yet how the last rollout ended, since Serin cannot write it: ${known.failing.why}. Fix that and start again, or write it by hand: ${manualUpdateText(wanted)}`;
    return refuse('control-center-behind', because);
  }
  const isBeingWritten = known.busyUntil > now && !known.failing;
  if (isBehind || isBeingWritten) {
    const because = `The control center of ${draft.service.name} is still being brought up to date after the last rollout. Try again in a few minutes.`;
    return refuse('control-center-behind', because);
  }
  const { version, value } = draft.environments.center;
  if (version < known.version && value.since <= known.value.since) {
    return refuse(
      'control-center-moved',
      `The control center of ${draft.service.name} was written in the meantime. Start again.`,
    );
  }
  return null;
}

/** Somebody changed the control center since Serin wrote it: what is there counts, and is said. */
function findings({ rollout, controlCenter: known }: Before, draft: Draft): readonly Finding[] {
  if (known === null || draft.environments === null) return [];
  const { center, roles } = draft.environments;
  const last = rollout === null ? null : wantedCenter(rollout, known.value.share);
  if (last !== null && isSame(center.value, last)) return [];
  const foreign = findForeignChange(known, center, true);
  if (foreign === null) return [];
  return [
    {
      severity: 'warns',
      code: 'control-center-changed',
      about: null,
      message: `Somebody changed the control center since the last rollout: ${foreign}.`,
      remedy: `If that was not meant, roll back: this rollout takes users from environment ${roles.stable} to environment ${roles.canary}.`,
    },
  ];
}

/**
 * Warns that a start takes over deployments that the last rollout left closed, because users were left on the active environment.
 */
function ownClosingFindings({ rollout }: Before, draft: Draft): readonly Finding[] {
  const center = draft.environments?.center.value;
  if (rollout === null || center?.deployments !== 'closed' || center.rollout !== rollout.id) return [];
  if (wantedCenter(rollout, center.share)?.deployments !== 'closed' || !isFinished(rollout)) return [];
  return [
    {
      severity: 'warns',
      code: 'control-center-taken-over',
      about: null,
      message: `Deployments are closed since ${rollout.canary} was not brought back whole: ${percent(center.share)} of the users may be on environment ${center.active}. This rollout takes that over.`,
      remedy: 'Look at the targets first; `adopt` takes over a share that is there.',
    },
  ];
}

/**
 * Checks a start against the newest record. The start read the control center earlier; the environments may have swapped roles
 * since.
 *
 * @returns the start with its new findings, or the refusal
 */
export function startIn(before: Before, signal: Start, now: number): Start | Decision {
  const refusal = rolesObjection(before, signal.draft, now);
  if (refusal !== null) return refusal;
  const { draft } = signal;
  const closed = ownClosingFindings(before, draft);
  const more = [...closed, ...findings(before, draft)];
  if (more.length === 0) return signal;
  const rest = draft.findings.filter(({ code }) => closed.length === 0 || code !== 'deployments-closed');
  return { ...signal, draft: { ...draft, findings: [...rest, ...more] } };
}
