import type { AlarmSight } from '../../domain/alarm/measure.ts';
import type { Check, Finding } from '../../domain/finding.ts';
import { stepsOf } from '../../domain/plan/plan.ts';
import type { Draft } from '../../domain/rollout/signal.ts';
import { sharedName } from '../../domain/shared-name.ts';
import { percent } from '../../domain/wording.ts';
import { alarmSights, describeSight, sightFindings } from '../alarms/alarm-sight.ts';
import { freezeFindings } from '../restrictions/freeze-findings.ts';
import { lockFindings } from '../restrictions/lock-findings.ts';
import { alarmFindings } from './alarm-findings.ts';
import { powerChecks, powerFindings } from './power.ts';

/**
 * Returns which requests of the canary the alarms of a start count. In a service with environments only alarms on one arm count.
 */
export function draftAlarmSights({ alarms, arms, canary, environments }: Draft): readonly AlarmSight[] {
  const measures = alarms.flatMap(({ name, measure }) => (measure === undefined ? [] : [[name, measure] as const]));
  const sights = alarmSights(Object.fromEntries(measures), arms, canary);
  return environments === null ? sights : sights.filter(({ arm }) => arm !== 'both');
}

/** Everything that stands in the way of a start or is worth knowing, what the alarms say and can see included. */
export function preflightFindings(draft: Draft): readonly Finding[] {
  const { findings, alarms, force, fix, service } = draft;
  return [
    ...freezeFindings(draft),
    ...lockFindings(draft),
    ...findings,
    ...alarmFindings(alarms, { force: force || fix, missingData: service.missingData }),
    ...fixFindings(draft),
    ...powerFindings(draft),
    ...sightFindings(draftAlarmSights(draft), service.plan),
  ];
}

/** Blocks a start of the fix of an incident where nothing compares it with the old version: then nothing would judge it. */
function fixFindings({ fix, sources, service }: Draft): readonly Finding[] {
  if (!fix || (sources.length > 0 && service.analysis?.acts === true)) return [];
  return [
    {
      severity: 'blocks',
      code: 'fix-not-compared',
      about: null,
      message: `${service.name} does not compare both versions, so nothing would judge a fix while alarms fire.`,
      remedy: 'Start with `force` instead, or configure `analysis` (docs/guides/analysis.md).',
    },
  ];
}

function passedCheck(code: string, about: string | null, text: string): Check {
  return { code, about, ok: true, text, remedy: '' };
}

function targetsIn({ targets, weight }: Draft): readonly Check[] {
  const at = weight === 0 ? 'no traffic on the new version yet' : `the new version has ${percent(weight)}`;
  return targets.map(({ name, stable, canary }) => passedCheck('target', name, `${stable} → ${canary}; ${at}.`));
}

function hooksIn({ service }: Draft): readonly Check[] {
  const names = stepsOf(service.plan, 'hook').map(({ step }) => step.function);
  return [...new Set(names)].map((name) => passedCheck('hook', name, 'The function is there, and Serin may call it.'));
}

function sharedDependencyChecks({ service }: Draft): readonly Check[] {
  return service.sharedDependencies.map((each) => passedCheck('shared', sharedName(each), 'The same in both arms.'));
}

function componentsIn({ components }: Draft): readonly Check[] {
  return components.map(({ name }) =>
    passedCheck('component', name, 'The environment that is rolled out has the newest build of it.'),
  );
}

function environmentChecks({ environments }: Draft, findings: readonly Finding[]): readonly Check[] {
  if (environments === null || findings.some(({ code }) => code === 'deployments-closed')) return [];
  const { stable, canary } = environments.roles;
  const text = `Environment ${stable} is live; environment ${canary} has the next release, and its deployments are open.`;
  return [passedCheck('environments', null, text)];
}

function alarmsIn(draft: Draft): readonly Check[] {
  const sights = draftAlarmSights(draft);
  return draft.alarms.map(({ name }) => {
    const sight = sights.find(({ alarm, arm }) => alarm === name && arm === 'canary');
    const sees = sight === undefined ? '' : ` It measures the canary alone and ${describeSight(sight, 100)}.`;
    return passedCheck('alarm', name, `The alarm is OK.${sees}`);
  });
}

/** The checks that concern no single target or alarm, and the codes of the findings that replace them. */
const GENERAL: readonly { readonly check: Check; readonly unless: readonly string[] }[] = [
  { check: passedCheck('freeze', null, 'No freeze is in force.'), unless: ['frozen'] },
  { check: passedCheck('lock', null, 'Nobody else has locked the service.'), unless: ['locked'] },
  {
    check: passedCheck('claims', null, 'Every target is registered as one of this service.'),
    unless: ['not-applied', 'target-claimed'],
  },
  {
    check: passedCheck('share', null, 'All targets start from the same share.'),
    unless: ['shares-differ', 'above-first-shift'],
  },
];

/** A problem as an entry of the list: a cross, or for a warning a tick with something to know. */
export function checkFromFinding({ severity, code, about, message, remedy }: Finding): Check {
  return { code, about, ok: severity !== 'blocks', text: message, remedy };
}

/**
 * Preflight as one list, in the order in which it is read: what prevents the start, what is worth knowing, then what is fine.
 * An entry that is `ok` and has a remedy is a warning.
 *
 * @param findings what the start was decided by, where that is more than what the draft has found
 */
export function preflightChecks(
  draft: Draft,
  findings: readonly Finding[] = preflightFindings(draft),
): readonly Check[] {
  const problems = findings.map(checkFromFinding);
  const isFree = ({ about }: Check): boolean => !findings.some((finding) => finding.about === about);
  const channel = passedCheck('channel', draft.service.channel, 'Serin can post there.');
  return [
    ...problems.filter(({ ok }) => !ok),
    ...problems.filter(({ ok }) => ok),
    ...[
      ...targetsIn(draft),
      ...alarmsIn(draft),
      ...hooksIn(draft),
      ...sharedDependencyChecks(draft),
      ...componentsIn(draft),
      channel,
    ].filter(isFree),
    ...powerChecks(draft),
    ...environmentChecks(draft, findings),
    ...GENERAL.filter(({ unless }) => !findings.some(({ code }) => unless.includes(code))).map(({ check }) => check),
  ];
}
