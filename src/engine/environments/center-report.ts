import type { KnownCenter } from '../../domain/environment/control-center.ts';
import { isFinished, type Rollout, type ServiceRecord } from '../../domain/rollout/record.ts';
import type { Planned } from '../../domain/rollout/signal.ts';
import {
  isNewForeignChange,
  isUnwritableNews,
  manualUpdateText,
  wantedCenter,
} from '../../environments/control-center.ts';
import { decide } from '../../rollout/decide.ts';
import { applyDecision } from '../commit/apply-decision.ts';
import { armAndSave, withRecord } from '../commit/save.ts';
import type { Deps } from '../deps.ts';

/** A record whose rollout uses a control center. */
export type Guarded = ServiceRecord & { readonly rollout: Rollout; readonly controlCenter: KnownCenter };

/** True when the rollout of this record uses a control center. */
export function isGuarded(record: ServiceRecord): record is Guarded {
  return record.controlCenter !== null && record.rollout !== null && record.rollout.environments !== null;
}

/** Returns the record with a change to its known control center; the record itself when it has none. */
export function withCenter(record: ServiceRecord, change: Partial<KnownCenter>): ServiceRecord {
  return record.controlCenter === null ? record : { ...record, controlCenter: { ...record.controlCenter, ...change } };
}

/** Makes a message for the thread of a finished rollout, whose timeline no longer grows. */
function lastWord({ id, entries }: Rollout, text: string, key: string, at: number): Planned {
  const said = [{ n: entries + 1, at, by: { kind: 'serin' } as const, text }];
  return {
    key: `thread#${id}#control-center#${key}`,
    body: { kind: 'thread', rollout: id, entries: said, mention: [] },
  };
}

/**
 * Records that somebody else wrote to the control center, and tells it once.
 *
 * @throws SaveConflict when somebody saved this record first
 */
export async function report(
  deps: Deps,
  record: Guarded,
  detail: string,
  change: Partial<KnownCenter>,
): Promise<ServiceRecord> {
  const { rollout, controlCenter } = record;
  const after = withCenter(record, change);
  if (!isNewForeignChange(rollout, controlCenter, detail)) {
    const isNothing = JSON.stringify(after.controlCenter) === JSON.stringify(controlCenter);
    return isNothing ? record : armAndSave(deps, record, after, undefined);
  }
  const now = deps.clock.now();
  const decision = decide(rollout, { kind: 'control-center', detail }, {}, now);
  const text = `Somebody changed the control center: ${detail}. Serin does not overwrite it; the next start takes it as it is.`;
  const extra = isFinished(rollout) ? [lastWord(rollout, text, String(controlCenter.version), now)] : [];
  const reported = await armAndSave(deps, record, applyDecision(after, decision, [], extra, now), undefined);
  deps.log.warn({ service: record.service, rollout: rollout.id, detail }, 'somebody changed the control center');
  return reported;
}

/**
 * Tells that the control center has been out of date for minutes because it cannot be written; after the end of a rollout also the
 * manual fix.
 */
export function announceUnwritten(deps: Deps, known: ServiceRecord): Promise<ServiceRecord> {
  return withRecord(deps, known.service, known, async (record) => {
    const now = deps.clock.now();
    if (!isGuarded(record) || !isUnwritableNews(record.rollout, record.controlCenter, now)) return record;
    const { rollout, controlCenter } = record;
    const { failing } = controlCenter;
    const wanted = wantedCenter(rollout, controlCenter.value.share);
    if (!failing || wanted === null) return record;
    const isOver = isFinished(rollout);
    const told = { ...failing, told: isOver ? ('after the end' as const) : ('in mid-rollout' as const) };
    const after = withCenter(record, { failing: told });
    const text = `The control center does not say how this ended, since Serin cannot write it: ${failing.why}. Serin tries again every five minutes, and nothing starts before it says so. By hand: ${manualUpdateText(wanted)}`;
    const decision = decide(rollout, { kind: 'control-center', detail: failing.why, unwritten: true }, {}, now);
    const extra = isOver ? [lastWord(rollout, text, 'unwritten', now)] : [];
    deps.log.error(
      { service: record.service, rollout: rollout.id, why: failing.why },
      'the control center is out of date',
    );
    return armAndSave(deps, record, applyDecision(after, decision, [], extra, now), undefined);
  });
}
