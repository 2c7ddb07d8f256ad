import { Document, isMap, isScalar, type Node, type Pair, type Scalar, YAMLMap, type YAMLSeq } from 'yaml';
import { uniqueName } from '../init/draft-services.ts';
import { comment, field, NO_ALARM, nodeWithComment, ONE_LINE, titledList } from '../init/yaml-parts.ts';
import { type Carried, type Carryover, change, type Filled } from './carried.ts';

/** A drafted serin.yml, and what to say besides on standard error. */
export interface CarriedDraft {
  readonly text: string;
  readonly names: readonly string[];
  readonly remarks: readonly string[];
}

const HEAD = [
  'Then:  serin lint serin.yml  and  serin apply serin.yml',
  'Before the first rollout the template has to stop moving the alias, and hooks have to answer Serin: docs/guides/from-codedeploy.md',
  '',
  'Each function is a service of its own, as it was a deployment of its own. Functions that have to go together, such as two',
  'that call each other, belong to one service: put them in one list of targets, in the order in which a rollout shifts them.',
];

/** Returns a serin.yml that does what a template has CodeDeploy do. @param source the name of the template */
export function draftCarryover({ services, notes }: Carryover, source: string): CarriedDraft {
  const document = new Document({});
  const map = new YAMLMap<Scalar<string>, Node>(document.schema);
  const drafted: { readonly name: string; readonly service: Carried }[] = [];
  const rest = [...notes];
  for (const service of services) {
    const twin = drafted.find(({ service: other }) => isSameTarget(other, service));
    if (twin !== undefined) {
      rest.push(
        `${service.called} has the function and alias of ${twin.service.called}: a target belongs to one service`,
      );
      continue;
    }
    const name = uniqueName(nameFor(service), new Set(drafted.map((other) => other.name)));
    map.add(serviceNode(document, name, service, drafted.length === 0));
    drafted.push({ name, service });
  }
  document.set('services', map);
  document.commentBefore = comment([
    `What CodeDeploy does by ${source}, as a serin.yml. What only you know is marked CHANGE.`,
    ...HEAD,
  ]);
  if (rest.length > 0) document.comment = comment(titledList('Of the whole file:', rest));
  return {
    text: document.toString({ lineWidth: 0 }),
    names: drafted.map(({ name }) => name),
    remarks: [
      ...drafted.flatMap(({ name, service }) => remarks(service).map((remark) => `${name}: ${remark}`)),
      ...rest,
    ],
  };
}

function isSameTarget(one: Carried, other: Carried): boolean {
  return one.function.text === other.function.text && one.alias.text === other.alias.text;
}

/** Returns the text to name a service by: the function's name where it is known, or its name in the template: CheckoutApi is checkout-api. */
function nameFor(service: Carried): string {
  const isKnown = !service.function.remark?.startsWith(change(''));
  return isKnown ? service.function.text : service.called.replace(/([a-z0-9])([A-Z])/g, '$1-$2');
}

function remarks(service: Carried): readonly string[] {
  const words: readonly (Filled | null)[] = [
    service.function,
    service.alias,
    ...service.alarms,
    service.before,
    service.after,
  ];
  const none = service.alarms.length === 0 ? [NONE] : [];
  return [
    ...words.flatMap((word) => word?.remark ?? []),
    ...none,
    ...((service.plan.remark ?? '') ? [service.plan.remark as string] : []),
    ...service.notes,
  ];
}

const NONE = change('the template names no alarm for this function; it needs one');

function serviceNode(document: Document, name: string, service: Carried, isFirst: boolean): Pair<Scalar<string>, Node> {
  const map = new YAMLMap<Scalar<string>, Node>(document.schema);
  map.add(field('channel', nodeWithComment(document, '#your-channel', change('the Slack channel of the service'))));
  map.add(field('targets', targetsNode(document, service)));
  map.add(field('alarms', alarmsNode(document, service)));
  map.add(planNode(document, service));
  const pair = field(name, map);
  pair.key.spaceBefore = !isFirst;
  if (service.notes.length > 0) pair.key.commentBefore = comment(service.notes);
  return pair;
}

function targetsNode(document: Document, { function: called, alias }: Carried): Node {
  const target = { kind: 'lambda-alias', function: called.text, alias: alias.text };
  const targets = document.createNode([target]) as YAMLSeq<YAMLMap>;
  const [map] = targets.items;
  if (map === undefined) return targets;
  setRemark(map, 'function', called);
  setRemark(map, 'alias', alias);
  map.flow = called.remark === null && alias.remark === null && JSON.stringify(target).length <= ONE_LINE;
  return targets;
}

function setRemark(map: YAMLMap, key: string, { remark }: Filled): void {
  const node = map.get(key, true);
  if (isScalar(node) && remark !== null) node.comment = comment([remark]);
}

function alarmsNode(document: Document, { alarms }: Carried): Node {
  const filled: readonly Filled[] = alarms.length > 0 ? alarms : [{ text: NO_ALARM, remark: NONE }];
  const list = document.createNode([]) as unknown as YAMLSeq<Node>;
  for (const { text, remark } of filled) list.add(nodeWithComment(document, text, remark));
  return list;
}

function planNode(document: Document, { plan: { plan, remark }, before, after }: Carried): Pair<Scalar<string>, Node> {
  const node = document.createNode(plan) as Node;
  const pair = field('plan', node);
  if (remark !== null) pair.key.commentBefore = comment([remark]);
  const hooks = [before, after].filter((hook) => hook !== null);
  const steps = isScalar(node) ? [] : (node as YAMLSeq<YAMLMap>).items.map((step) => step.get('hook')).filter(isMap);
  for (const [index, step] of steps.entries()) {
    const hook = hooks[index];
    if (hook !== undefined) setRemark(step, 'function', hook);
  }
  return pair;
}
