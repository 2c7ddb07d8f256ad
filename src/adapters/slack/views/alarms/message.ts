import type { Button } from '@slack/types';
import type { AlarmChange, AlarmKind, AlarmValue } from '../../../../domain/alarm/state.ts';
import type { AlarmChangeOutcome } from '../../../../domain/rollout/effect.ts';
import { isFinished, phaseStart, type Rollout } from '../../../../domain/rollout/record.ts';
import { describeStanding } from '../../../../domain/rollout/share.ts';
import { comparisonText, formatNumber } from '../../../../domain/wording.ts';
import { offersRollback, rolloutAt } from '../../../../rollout/rollback/rollback-window.ts';
import { type Following, followingParts, hasOutcome } from '../channel/outcome.ts';
import { actions, button, context, header, section } from '../parts/blocks.ts';
import { buttonValue, cardButtons, rollbackLook } from '../parts/buttons.ts';
import { escapeMrkdwn, formatMoment, link, mentionAll, utc } from '../parts/mrkdwn.ts';
import { serviceLinks } from '../parts/service-links.ts';
import type { View } from '../parts/view.ts';
import { rolloutTitle } from '../rollout/card.ts';
import { alarmLink } from './console-link.ts';

const look: Readonly<Record<AlarmValue, { readonly sign: string; readonly says: string }>> = {
  ALARM: { sign: '🔴', says: 'is firing' },
  OK: { sign: '🟢', says: 'is OK again' },
  INSUFFICIENT_DATA: { sign: '⚪', says: 'has not enough data' },
  MISSING: { sign: '❓', says: 'does not exist' },
};

/** The kind of an alarm, where what it measured does not show it. */
const kinds: Readonly<Record<AlarmKind, string>> = {
  metric: '',
  math: '',
  anomaly: 'anomaly detection',
  composite: 'composite alarm',
  query: 'Metrics Insights query',
  promql: 'PromQL query',
  log: 'log query',
  signal: 'health signal',
};

/** CloudWatch's own words, without the last digits of floating-point arithmetic. */
function roundedReason({ reason }: AlarmChange): string {
  return reason.replace(/\d+\.\d{4,}/g, (digits) => formatNumber(Number(digits))) || 'nothing';
}

/** Returns the measurement of an alarm with the name of its metric: `AWS/Lambda Errors is 5.25, limit 1`. */
function describeMeasurement({ observedValue, ...event }: AlarmChange, metric: string): string {
  const comparison = comparisonText({ observedValue, ...event });
  if (metric === '' || comparison === '') return comparison || metric;
  return `${metric} ${observedValue === null ? 'has the' : 'is'} ${comparison}`;
}

/**
 * Says which alarm changed, when, and what it measured. That an alarm fired stays true in the message after it is OK again.
 * @param name, at, metric as the text shows them
 */
function factText(event: AlarmChange, name: string, at: string, metric: string): string {
  const measure = describeMeasurement(event, metric);
  const changed = event.value === 'ALARM' ? `fired at ${at}` : `${look[event.value].says} since ${at}`;
  return `${name} ${changed}${measure === '' ? '' : `: ${measure}`}.`;
}

function drawnFact(event: AlarmChange): string {
  const since = formatMoment(event.since, '{time_secs}');
  return factText(event, `*${escapeMrkdwn(event.name)}*`, since, escapeMrkdwn(event.metric, 400));
}

/** Returns a note that CloudWatch suppresses the alarm's actions, and that Serin acts all the same. */
function suppressionNote({ suppressed, suppressedBy }: AlarmChange): string {
  if (!suppressed) return '';
  return `CloudWatch does not carry out the actions of this alarm${suppressedBy === undefined ? '' : `: ${suppressedBy}`}. Serin goes by its state.`;
}

/** Returns a link to the alarm in CloudWatch, or the one that the sender of a health signal gives; only https is drawn. */
function sourceLink({ arn, link: given = '' }: AlarmChange): string {
  return given.startsWith('https://') ? link(given, 'Open it') : alarmLink(arn);
}

/** The details of an alarm in small print: the people who are called, its kind, and links to the rollout and to the alarm. */
function details(event: AlarmChange, rollout: Rollout | null, people: string): string {
  const title = rollout === null ? '' : rolloutTitle(rollout);
  const pages = rollout === null ? '' : serviceLinks(rollout);
  const toCard = rollout?.card ? link(rollout.card.permalink, title) : escapeMrkdwn(title);
  return [people, kinds[event.kind], toCard, sourceLink(event), pages].filter((part) => part !== '').join(' · ');
}

/** Returns the parts of the message that say what the change means for a rollout. */
function explainChange(event: AlarmChange, did: string, rollout: Rollout | null): Following {
  const { sign, says } = look[event.value];
  const title = `${sign} ${event.name} ${says}`;
  const text = did || 'No rollout is running, so Serin has nothing to do.';
  if (rollout === null || event.value !== 'ALARM') {
    return { headline: header(title), blocks: [section(escapeMrkdwn(text, 800))], line: `${title}. ${text}` };
  }
  const standing = `${sign} ${rolloutTitle(rollout)}: ${describeStanding(rollout)}`;
  const measure = comparisonText(event);
  const fact = `${event.name} ${measure === '' ? 'is firing' : measure}`;
  const following = followingParts(rollout, { headline: standing, fact, text: ({ say }) => say(text) });
  if (!isFinished(rollout) || event.since < phaseStart(rollout.phase)) return following;
  const headline = `${title}, after ${rolloutTitle(rollout)} ended`;
  const blocks = [section(escapeMrkdwn(text, 800)), ...following.blocks];
  return { headline: header(headline), blocks, line: `${headline}. ${text}` };
}

/** Returns the buttons that answer an alarm: those of the card while Serin holds, else to roll back where that is of use. */
function questionButtons(event: AlarmChange, rollout: Rollout): readonly Button[] {
  if (hasOutcome(rollout)) return [];
  if (rollout.phase.status === 'holding') return cardButtons(rollout);
  return offersRollback(rollout, event.since) ? [button('rollback', buttonValue(rollout), rollbackLook(rollout))] : [];
}

/**
 * Draws a state change of an alarm as a message of its own. Its headline and its first lines say what happened, who met it, what
 * Serin did and what people need to do; the notification says the same in two lines. A message that belongs to a rollout is redrawn
 * as that goes on, and calls the people concerned as it is posted. It has a button to roll back while that is of use, also after the end while the rollback window is open. Behind
 * the point of no return there is no button: the card says how to roll back all the same.
 */
export function alarmChangeView(event: AlarmChange, outcome: AlarmChangeOutcome, known: Rollout | null): View {
  const rollout = known === null ? null : rolloutAt(known, event.since);
  const { headline, blocks, line } = explainChange(event, outcome.did, rollout);
  const buttons = event.value === 'ALARM' && rollout !== null ? questionButtons(event, rollout) : [];
  const people = mentionAll(outcome.mention ?? []);
  const fact = factText(event, event.name, utc(event.since), event.metric);
  const described = event.description === '' ? '' : `Its description: ${event.description}`;
  const notes = [suppressionNote(event), described].filter((note) => note !== '');
  return {
    text: `${escapeMrkdwn(line, 600)}\n${escapeMrkdwn(fact, 400)}${people === '' ? '' : ` ${people}`}`,
    blocks: [
      headline,
      section(drawnFact(event)),
      ...blocks,
      ...(buttons.length === 0 ? [] : [actions(buttons)]),
      context(details(event, rollout, people)),
      ...notes.map((note) => context(escapeMrkdwn(note, 1000))),
    ],
  };
}

/** Draws the own words of CloudWatch, or of the sender of a health signal, about a state change, for the thread of its message. */
export function alarmReasonView(event: AlarmChange): View {
  const text = `${event.kind === 'signal' ? 'Its sender' : 'CloudWatch'} says: ${roundedReason(event)}`;
  return { text: escapeMrkdwn(text, 1000), blocks: [section(escapeMrkdwn(text, 1500))] };
}
