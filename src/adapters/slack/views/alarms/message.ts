import type { AlarmChange, AlarmKind, AlarmValue } from '../../../../domain/alarm/state.ts';
import type { AlarmChangeOutcome } from '../../../../domain/rollout/effect.ts';
import type { Rollout } from '../../../../domain/rollout/record.ts';
import { comparisonText, formatNumber } from '../../../../domain/wording.ts';
import { offersRollback, rolloutAt } from '../../../../rollout/rollback/rollback-window.ts';
import { actions, button, context, fields, header, section } from '../parts/blocks.ts';
import { buttonValue, rollbackLook } from '../parts/buttons.ts';
import { escapeMrkdwn, formatMoment, link, utc } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';
import { rolloutTitle } from '../rollout/card.ts';
import { hasOutcome, outcomeBlocks } from '../rollout/outcome.ts';

const look: Readonly<Record<AlarmValue, { readonly sign: string; readonly says: string }>> = {
  ALARM: { sign: '🔴', says: 'fires' },
  OK: { sign: '🟢', says: 'is OK again' },
  INSUFFICIENT_DATA: { sign: '⚪', says: 'has not enough data' },
  MISSING: { sign: '❓', says: 'does not exist' },
};

const kinds: Readonly<Record<AlarmKind, string>> = {
  metric: 'one metric',
  math: 'metric math',
  anomaly: 'anomaly detection',
  composite: 'composite',
  query: 'Metrics Insights query',
  promql: 'PromQL query',
  log: 'log query',
};

/** CloudWatch's own words, without the last digits of floating-point arithmetic. */
function roundedReason({ reason }: AlarmChange): string {
  return reason.replace(/\d+\.\d{4,}/g, (digits) => formatNumber(Number(digits))) || 'nothing';
}

function titleIn({ name, value }: AlarmChange): string {
  const { sign, says } = look[value];
  return `${sign} Alarm ${name} ${says}`;
}

/** The notification: what is known of the alarm, and what Serin did. */
function notificationText(event: AlarmChange, { did }: AlarmChangeOutcome): string {
  const measure = comparisonText(event);
  const fact = `${titleIn(event)} since ${utc(event.since)}${measure === '' ? '' : `: ${measure}`}.`;
  return [fact, did, suppressionNote(event)].filter((text) => text !== '').join(' ');
}

/** Returns a note that CloudWatch suppresses the alarm's actions, and that Serin acts all the same. */
function suppressionNote({ suppressed, suppressedBy }: AlarmChange): string {
  if (!suppressed) return '';
  return `CloudWatch does not carry out the actions of this alarm${suppressedBy === undefined ? '' : `: ${suppressedBy}`}. Serin goes by its state.`;
}

function rolloutReference(rollout: Rollout | null): string {
  if (rollout === null) return '';
  const title = rolloutTitle(rollout);
  const card = rollout.card === null ? escapeMrkdwn(title) : link(rollout.card.permalink, title);
  return ` (${card})`;
}

/**
 * Draws a state change of an alarm as a message of its own. One that belongs to a rollout has a button to roll back, also when
 * Serin rolls back by itself, and after the end while the rollback window is open: a click that is no longer of use is answered
 * with the reason. Behind the point of no return there is no button: the card says how to roll back all the same.
 */
export function alarmChangeView(event: AlarmChange, outcome: AlarmChangeOutcome, known: Rollout | null): View {
  const rollout = known === null ? null : rolloutAt(known, event.since);
  const canAsk =
    rollout !== null && event.value === 'ALARM' && !hasOutcome(rollout) && offersRollback(rollout, event.since);
  return {
    text: escapeMrkdwn(notificationText(event, outcome), 1000),
    blocks: [
      header(titleIn(event)),
      fields([
        ['Metric', escapeMrkdwn(event.metric || 'not said', 400)],
        ['Value against threshold', escapeMrkdwn(comparisonText(event) || 'not in the event; see the reason', 200)],
        ['Since', formatMoment(event.since)],
        ['Kind', kinds[event.kind]],
      ]),
      section(`*CloudWatch says*\n${escapeMrkdwn(roundedReason(event), 1200)}`),
      ...(event.suppressed ? [context(escapeMrkdwn(suppressionNote(event), 600))] : []),
      ...(event.description === '' ? [] : [context(escapeMrkdwn(event.description, 1000))]),
      section(
        `*Serin*${rolloutReference(rollout)}\n${escapeMrkdwn(outcome.did || 'has nothing running to act on.', 800)}`,
      ),
      ...(rollout !== null && event.value === 'ALARM' ? outcomeBlocks(rollout) : []),
      ...(canAsk ? [actions([button('rollback', buttonValue(rollout), rollbackLook(rollout))])] : []),
    ],
  };
}
