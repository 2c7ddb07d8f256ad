import type { Complaint } from '../read/complaint.ts';
import { limits } from '../read/limits.ts';
import { valueAt } from '../read/schema-walk.ts';
import { actionNamePattern } from '../schema/discovery.ts';

/** Returns complaints about the discovery of a service that the schema cannot express. Paths begin at the service. */
export function discoveryRules(service: unknown): readonly Complaint[] {
  const path = ['discovery', 'actions'];
  const actions = valueAt(service, path);
  if (typeof actions !== 'object' || actions === null || Array.isArray(actions)) return [];
  const names = Object.keys(actions);
  return [
    ...countRules(names.length).map((complaint) => ({ path, ...complaint })),
    ...names.flatMap((name) =>
      actionRules(name, actions, hasEnvironments(service)).map((complaint) => ({
        path: [...path, name],
        ...complaint,
      })),
    ),
  ];
}

type Pathless = Omit<Complaint, 'path'>;

function countRules(count: number): readonly Pathless[] {
  if (count === 0) return [{ message: 'actions is empty.', remedy: 'Name at least one action, or remove discovery.' }];
  if (count <= limits.actions) return [];
  return [
    {
      message: `actions must have at most ${limits.actions} entries, not ${count}.`,
      remedy: 'Give several actions one URL to begin with, and let the client add the rest.',
    },
  ];
}

function hasEnvironments(service: unknown): boolean {
  return valueAt(service, ['environments']) !== undefined;
}

/** @param bySide true when the service has environments */
function actionRules(name: string, actions: object, bySide: boolean): readonly Pathless[] {
  const readUrls = (keys: readonly string[]) => keys.map((key) => valueAt(actions, [name, key]));
  const [first, second] =
    [readUrls(['stable', 'canary']), readUrls(['a', 'b'])].find((urls) => urls.some(isText)) ?? [];
  return [
    ...(actionNamePattern.test(name)
      ? []
      : [
          {
            message: `"${name}" cannot be the name of an action.`,
            remedy: 'Use letters, digits and -, starting with a lower-case letter, at most 40.',
          },
        ]),
    ...keyRules(name, actions, bySide),
    ...(first === second && isText(first)
      ? [
          {
            message: `${name} has the same URL ${bySide ? 'on both sides' : 'in both arms'}, so that nobody would reach the canary by it.`,
            remedy: `Give ${bySide ? 'each side' : 'the canary'} a host or a path of its own.`,
          },
        ]
      : []),
  ];
}

/**
 * Returns a complaint when the URLs have the wrong keys. The arms change environments when a rollout completes, so a URL by arm
 * would then lead to the earlier environment.
 */
function keyRules(name: string, actions: object, bySide: boolean): readonly Pathless[] {
  const wrong = bySide ? ['stable', 'canary'] : ['a', 'b'];
  if (!wrong.some((key) => isText(valueAt(actions, [name, key])))) return [];
  return bySide
    ? [
        {
          message: `${name} has URLs by arm, and the arms of a service with environments change between a and b.`,
          remedy: 'Give a URL for each environment: { a: https://…, b: https://… }',
        },
      ]
    : [
        {
          message: `${name} has URLs by environment, and the service has no environments.`,
          remedy: 'Give a URL for each arm: { stable: https://…, canary: https://… }',
        },
      ];
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
