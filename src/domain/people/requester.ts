import type { Reason } from '../rollout/record.ts';
import type { Actor, Person, Requester } from './person.ts';

/** True when a command comes from a person of the Slack workspace. */
export function isPerson(requester: Requester): requester is Person {
  return 'id' in requester;
}

/**
 * True when two commands come from the same requester. A person and an IAM identity are never the same, since nobody knows who is
 * behind the latter.
 */
export function isSame(one: Requester, other: Requester): boolean {
  if (isPerson(one)) return isPerson(other) && one.id === other.id;
  return !isPerson(other) && one.arn === other.arn;
}

/** Returns the requester as the actor of a timeline entry. */
export function toActor(requester: Requester): Actor {
  return isPerson(requester) ? { kind: 'person', person: requester } : { kind: 'iam', identity: requester };
}

/** Returns the reason of a rollback that a requester asked for. */
export function rollbackReason(requester: Requester, text: string): Reason {
  return isPerson(requester) ? { kind: 'person', by: requester, text } : { kind: 'iam', by: requester, text };
}
