import type { IamIdentity, Person } from '../../domain/people/person.ts';
import type { CallerBody, CallerCommand } from '../../ports/inbound/caller.ts';
import type { CommandBody, FreezeBody, LockBody, QueueBody, SlackCommand } from '../../ports/inbound/command.ts';

/** The fields of every command: who asks, and through what. */
interface Sent<By, Via> {
  /** Made from its origin; a command that is delivered twice has the same key and counts once. */
  readonly key: string;
  /** The moment at which it was sent, in milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly by: By;
  readonly via: Via;
}

type StatusBody = Extract<CallerBody, { name: 'status' }>;
type Both = 'pause' | 'rollback';

/** A command that a person sent through Slack. */
export type PersonCommand = Sent<Person, Pick<SlackCommand, 'organisation' | 'origin' | 'replyTo'>> &
  (Exclude<CommandBody, { name: 'status' }> | StatusBody);

/** A command that an IAM identity sent by calling the worker. */
type CalledCommand = Sent<IamIdentity, 'call'> &
  (Exclude<CallerBody, { name: Both }> | Extract<CommandBody, { name: Both }>);

/** A command, whoever sends it. What only people may send cannot come from an IAM identity. */
export type Command = PersonCommand | CalledCommand;

/** A command by its name. */
export type Named<Name extends Command['name']> = Extract<Command, { name: Name }>;

/** The names of commands that only ask. */
type Asking =
  | 'list'
  | 'home'
  | 'start-form'
  | 'history'
  | 'status'
  | 'env'
  | 'where'
  | 'queue'
  | 'simulate'
  | 'dry-run';

/** A command about the rollout of a service, which may change it. */
export type Deed = Exclude<
  Command,
  { name: Asking | 'sync' | 'stop-sync' | FreezeBody['name'] | LockBody['name'] | QueueBody['name'] }
>;

/** A command that may change something. */
export type Change =
  | Deed
  | Named<'sync' | 'stop-sync' | 'freeze' | 'unfreeze' | 'leave-queue' | 'resume-queue' | LockBody['name']>;

/** True for a command that changes nothing: it is asked again by its sender, and by nobody else. */
export function isQuestion(command: Command): command is Named<Asking | 'sync'> {
  if (command.name === 'sync') return command.plan === null;
  return ['list', 'home', 'start-form', 'history', 'status', 'env', 'where', 'queue', 'simulate', 'dry-run'].includes(
    command.name,
  );
}

/** Returns the command in a message of the bus. */
export function fromSlack(sent: SlackCommand): PersonCommand {
  const { key, issuedAt, by, body } = sent;
  const asked = { key, issuedAt, by, via: sent };
  return body.name === 'status' ? { ...asked, ...body, rollout: null } : { ...asked, ...body };
}

/**
 * Returns the command in a direct call.
 *
 * @param now the moment of arrival counts: a call waits in no queue, and the caller's clock may be off
 */
export function fromCaller({ key, body }: CallerCommand, by: IamIdentity, now: number): CalledCommand {
  // Callers choose their keys; the prefix keeps them apart from the keys of people's commands and of events.
  const asked = { key: `iam#${key}`, issuedAt: now, by, via: 'call' } as const;
  if (body.name === 'pause' || body.name === 'rollback') return { ...asked, ...body, rollout: null, at: null };
  return { ...asked, ...body };
}
