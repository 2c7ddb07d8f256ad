import type { Complaint } from './complaint.ts';
import { actionNamePattern } from './discovery-schema.ts';
import { limits } from './limits.ts';
import { valueAt } from './schema-walk.ts';

/** What the schema cannot say about the discovery of a service. Paths begin at the service. */
export function discoveryRules(service: unknown): readonly Complaint[] {
  const path = ['discovery', 'actions'];
  const actions = valueAt(service, path);
  if (typeof actions !== 'object' || actions === null || Array.isArray(actions)) return [];
  const names = Object.keys(actions);
  return [
    ...countRules(names.length).map((complaint) => ({ path, ...complaint })),
    ...names.flatMap((name) =>
      actionRules(name, actions).map((complaint) => ({ path: [...path, name], ...complaint })),
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

function actionRules(name: string, actions: object): readonly Pathless[] {
  const [stable, canary] = [valueAt(actions, [name, 'stable']), valueAt(actions, [name, 'canary'])];
  return [
    ...(actionNamePattern.test(name)
      ? []
      : [
          {
            message: `"${name}" cannot be the name of an action.`,
            remedy: 'Use letters, digits and -, starting with a lower-case letter, at most 40.',
          },
        ]),
    ...(stable === canary && typeof stable === 'string'
      ? [
          {
            message: `${name} has the same URL in both arms, so that nobody would reach the canary by it.`,
            remedy: 'Give the canary a host or a path of its own.',
          },
        ]
      : []),
  ];
}
