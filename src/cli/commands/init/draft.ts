import { Document, isScalar, type Node, type Pair, type Scalar, YAMLMap, type YAMLSeq } from 'yaml';
import { hasMetricsByVersion } from '../../../config/rules/target.ts';
import type { DraftParts, DraftService } from './draft-services.ts';
import { CAREFUL_PLAN, comment, field, NO_ALARM, nodeWithComment, ONE_LINE, titledList } from './yaml-parts.ts';

/** The lines to add where the target has no metrics by version. */
const NO_METRICS = [
  'No metrics of this target tell its versions apart, so only alarms stop a fault. If your service publishes some, take the # away',
  '(docs/guides/analysis.md):',
  'analysis:',
  '  metrics:',
  '    requests: { namespace: YourService, name: Requests, dimensions: { Arm: "{arm}" } }',
  '    errors: [{ namespace: YourService, name: Errors, dimensions: { Arm: "{arm}" } }]',
];

const HEAD = [
  'What Serin rolls out, as serin init found it. What only you know is marked CHANGE.',
  'Then:  serin lint serin.yml  and  serin apply serin.yml',
  '',
  'Each target is a service of its own here. Targets that have to go together, such as two functions that call each other,',
  'belong to one service: put them in one list, in the order in which a rollout shifts them.',
];

/** Returns the text of a serin.yml with comments for the drafted services. @param leftOut the lookups that AWS denied */
export function draft({ services, unfit }: DraftParts, leftOut: readonly string[]): string {
  const document = new Document({});
  const map = new YAMLMap<Scalar<string>, Node>(document.schema);
  for (const [index, service] of services.entries()) map.add(serviceNode(document, service, index === 0));
  document.set('services', map);
  document.commentBefore = comment(HEAD);
  const rest = [
    ...titledList('Could not be looked at, for want of a permission:', leftOut),
    ...titledList('Found, and left out:', unfit),
  ];
  if (rest.length > 0) document.comment = comment(rest);
  return document.toString({ lineWidth: 0 });
}

function serviceNode(document: Document, service: DraftService, isFirst: boolean): Pair<Scalar<string>, Node> {
  const map = new YAMLMap<Scalar<string>, Node>(document.schema);
  map.add(field('channel', nodeWithComment(document, '#your-channel', 'CHANGE: the Slack channel of the service')));
  const targets = document.createNode([service.target]) as YAMLSeq<YAMLMap>;
  for (const target of targets.items) {
    target.flow = JSON.stringify(service.target).length <= ONE_LINE;
    if (service.change !== null) target.commentBefore = comment([`CHANGE: ${service.change}`]);
  }
  map.add(field('targets', targets));
  map.add(alarmsNode(document, service));
  map.add(planNode(document, service));
  const pair = field(service.name, map);
  pair.key.spaceBefore = !isFirst;
  return pair;
}

function alarmsNode(document: Document, { alarms, moreAlarms }: DraftService): Pair<Scalar<string>, Node> {
  if (alarms.length === 0 && moreAlarms.length === 0) {
    const none = document.createNode([NO_ALARM]) as YAMLSeq<Scalar>;
    const [only] = none.items;
    if (isScalar(only)) only.comment = comment(['CHANGE: no alarm of this region names the target; it needs one']);
    return field('alarms', none);
  }
  const found = field('alarms', document.createNode(alarms.length > 0 ? alarms : [NO_ALARM]));
  found.key.commentBefore = comment([
    'They name the target. Take out those that say nothing about a new version.',
    ...titledList('These would not fit, or cannot be written here:', moreAlarms),
  ]);
  return found;
}

function planNode(document: Document, { target }: DraftService): Pair<Scalar<string>, Node> {
  const plan = document.createNode(CAREFUL_PLAN) as YAMLSeq<YAMLMap>;
  const [first] = plan.items;
  if (first !== undefined) {
    first.commentBefore = comment([
      'Nobody is asked before the first users see a new version. To be asked, take the # away and name who:',
      '- approve: { from: [bob@example.com], within: 4h }',
    ]);
  }
  const node = field('plan', plan);
  if (!hasMetricsByVersion(target)) node.key.commentBefore = comment(NO_METRICS);
  return node;
}
