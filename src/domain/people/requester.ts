import type { Reason } from '../rollout/record.ts';
import type { Actor, Person, Requester } from './person.ts';

/** True when a command comes from a person of the Slack workspace. */
export function isPerson(speaker: Requester): speaker is Person {
  return 'id' in speaker;
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
export function toActor(speaker: Requester): Actor {
  return isPerson(speaker) ? { kind: 'person', person: speaker } : { kind: 'iam', identity: speaker };
}

/** Returns the reason of a rollback that a requester asked for. */
export function rollbackReason(speaker: Requester, text: string): Reason {
  return isPerson(speaker) ? { kind: 'person', by: speaker, text } : { kind: 'iam', by: speaker, text };
}
