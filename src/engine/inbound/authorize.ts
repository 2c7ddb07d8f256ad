import type { Finding } from '../../domain/finding.ts';
import { isListed, shortArn } from '../../domain/people/iam.ts';
import type { IamIdentity } from '../../domain/people/person.ts';
import { planOf } from '../../domain/plan/named-plan.ts';
import { approvalSteps } from '../../domain/plan/plan.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import { isFinished, type Rollout } from '../../domain/rollout/record.ts';
import { isEscalated } from '../../domain/rollout/running-phase.ts';
import type { Approvers } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import { LookupFailed } from '../../ports/inbound/people.ts';
import { ConfigUnreadable } from '../../ports/services.ts';
import { offersRollback } from '../../rollout/rollback/rollback-window.ts';
import type { Deps } from '../deps.ts';
import type { Change, Command, PersonCommand } from './command.ts';
import { planRefusal } from './plan-refusal.ts';
import { refusal } from './replies.ts';
import { roleRefusal } from './role-refusal.ts';
import { unknownService } from './unknown-service.ts';

/** The rights of a requester who may send a command. */
export interface Grant {
  /** The configuration that the command goes by: read anew for a start. */
  readonly service: Service;
  /** The positions of the approvals that the requester may give; looked up for the commands that depend on them. */
  readonly approverOf: readonly number[];
}

/**
 * Returns the refusal for a failed look-up of a person or an unreadable configuration. Only people get it: a caller is not
 * answered for good but tries again.
 *
 * @throws any other error
 */
export function lookupRefusal(command: Command, error: unknown): Reply {
  const isKnown = error instanceof LookupFailed || error instanceof ConfigUnreadable;
  if (isKnown && command.via !== 'call') return refusal(error.code, error.message);
  throw error;
}

/** The code of the refusal of somebody from another organisation, who may see nothing. */
export const OTHER_ORGANISATION = 'other-organisation';

/**
 * Returns the refusal for a person who may be a guest over Slack Connect, or null when they belong to the organisation. A failed
 * look-up also refuses a rollback: a guest may not ask for one.
 */
export async function guestRefusal(deps: Deps, command: Command): Promise<Reply | null> {
  if (command.via === 'call' || command.via.organisation === undefined) return null;
  try {
    if (await deps.people.belongsTo(command.by, command.via.organisation)) return null;
  } catch (error) {
    return lookupRefusal(command, error);
  }
  const because =
    'You belong to another Slack organisation than the one that Serin serves. Nothing was changed. Ask somebody of that organisation.';
  return refusal(OTHER_ORGANISATION, because);
}

/**
 * Returns the live configuration of a service. When it cannot be read or is gone, returns the copy frozen by a rollout that runs
 * or can be rolled back.
 */
async function readServiceOrFrozen(deps: Deps, name: string, rollout: Rollout | null): Promise<Service | null> {
  try {
    return (await deps.services.get(name, false)) ?? rollout?.config ?? null;
  } catch (error) {
    // The copy of a finished rollout does not say who may give commands now.
    if (rollout === null || (isFinished(rollout) && !offersRollback(rollout, deps.clock.now()))) throw error;
    deps.log.warn(
      { service: name, rollout: rollout.id, error: String(error) },
      'the live configuration cannot be read; the frozen copy answers',
    );
    return rollout.config;
  }
}

/**
 * Returns the approvers of the approval at this position: from the live configuration while its plan has the same approvals.
 * @param isOpen true for the approval that is open: those whom it was escalated to may approve it, and decide about nothing else
 */
function stepApprovers(live: Service, rollout: Rollout, index: number, isOpen: boolean): readonly string[] {
  const frozen = approvalSteps(rollout.config.plan);
  const now = approvalSteps(planOf(live, rollout.planName));
  const hasSameApprovals =
    now.length === frozen.length && now.every((approval, i) => approval.index === frozen[i]?.index);
  const approval = (hasSameApprovals ? now : frozen).find((each) => each.index === index)?.approval;
  const further = isOpen && isEscalated(rollout.phase) ? (approval?.escalate?.to ?? []) : [];
  return [...(approval?.from ?? []), ...further];
}

/** True for the command that answers the open approval, which is at this position. */
const answersOpen = (name: Command['name'], index: number, rollout: Rollout) =>
  name === 'approve' && index === rollout.step;

/** Returns the approvers of every approval of a rollout who count for a command now: a refusal names them. */
export function planApprovers(name: Command['name'], live: Service, rollout: Rollout): Approvers {
  const positions = approvalSteps(rollout.config.plan);
  return Object.fromEntries(
    positions.map(({ index }) => [index, stepApprovers(live, rollout, index, answersOpen(name, index, rollout))]),
  );
}

/** The commands that depend on all approvals of the plan; `approve` depends on the one that waits. */
const DEPENDENT: ReadonlySet<Command['name']> = new Set([
  ...(['promote', 'skip', 'hook-done', 'unfreeze', 'lock', 'unlock'] as const),
]);

/** Returns the positions of the approvals that the person may give, of those that the command depends on. */
async function approvableSteps(
  deps: Deps,
  { name, by }: PersonCommand,
  rollout: Rollout,
  live: Service,
): Promise<readonly number[]> {
  const mine = approvalSteps(rollout.config.plan).map(async ({ index }) => {
    const isOpen = answersOpen(name, index, rollout);
    const isNeeded = DEPENDENT.has(name) || isOpen;
    return isNeeded && (await deps.people.isAmong(by, stepApprovers(live, rollout, index, isOpen))) ? [index] : [];
  });
  return (await Promise.all(mine)).flat();
}

/**
 * Returns the refusal when a command comes from another channel, or null. Allowed are the service's channel and, while a rollout
 * runs or can be rolled back, the channel of its card; and the App Home of whoever is in one of them. A failed look-up does not hold
 * up a rollback, but for one in the Home, where nothing else says where its person is.
 */
async function channelRefusal(
  deps: Deps,
  { name, via }: PersonCommand,
  service: Service,
  rollout: Rollout | null,
): Promise<Reply | null> {
  const isLive = rollout !== null && (!isFinished(rollout) || offersRollback(rollout, deps.clock.now()));
  const running = isLive ? [rollout.config.channel] : [];
  const channels = new Set([service.channel, ...running]);
  try {
    for (const channel of channels) if (await deps.people.isFrom(via.origin, channel)) return null;
  } catch (error) {
    if (!(error instanceof LookupFailed)) throw error;
    if (via.origin.isHome) return refusal(error.code, `${error.message} Or say it in ${service.channel}.`);
    return name === 'rollback' ? null : refusal(error.code, error.message);
  }
  const join = 'Join it: only its members may do this from here, five minutes after they joined at the latest.';
  const remedy = via.origin.isHome ? join : 'Say it there.';
  return refusal('other-channel', `${service.name} is rolled out from ${service.channel}. ${remedy}`);
}

/** Returns the finding that a service does not list an identity among the pipelines that may start it; null when it does. */
export function notListed(by: IamIdentity, { name, pipelines }: Service): Finding | null {
  if (isListed(by, pipelines)) return null;
  const message = `${shortArn(by)} is not among the pipelines of ${name}, which may start it.`;
  const remedy =
    "Add the ARN of its role (arn:aws:iam::…:role/…) to the service's pipelines in serin.yml and apply that.";
  return { severity: 'warns', code: 'not-listed', about: null, message, remedy };
}

async function authorizePerson(
  deps: Deps,
  command: Extract<Change, PersonCommand>,
  rollout: Rollout | null,
): Promise<Grant | Reply> {
  const live = await readServiceOrFrozen(deps, command.service, rollout);
  if (live === null) return unknownService(deps, command.service);
  const elsewhere = await channelRefusal(deps, command, live, rollout);
  if (elsewhere !== null) return elsewhere;
  const service = command.name === 'start' ? await deps.services.get(command.service, true) : live;
  if (service === null) return unknownService(deps, command.service);
  const isWaiting = rollout !== null && !isFinished(rollout);
  const approvers = isWaiting ? (planApprovers('approve', live, rollout)[rollout.step] ?? []) : [];
  const lacking = await roleRefusal(deps, command, service, approvers);
  if (lacking !== null) return lacking;
  const planless = command.name === 'start' ? await planRefusal(deps, command, service) : null;
  if (planless !== null) return planless;
  return { service, approverOf: rollout === null ? [] : await approvableSteps(deps, command, rollout, live) };
}

async function authorizeCaller(
  deps: Deps,
  command: Exclude<Change, PersonCommand>,
  rollout: Rollout | null,
): Promise<Grant | Reply> {
  const { name, service: asked, by } = command;
  const known = name === 'start' ? null : rollout;
  const service = known?.config ?? (await deps.services.get(asked, true));
  if (service === null) return unknownService(deps, asked);
  const finding = name === 'start' ? notListed(by, service) : null;
  if (finding !== null) return refusal(finding.code, `${finding.message} ${finding.remedy}`);
  const planless = name === 'start' ? await planRefusal(deps, command, service) : null;
  return planless ?? { service, approverOf: [] };
}

/**
 * Decides who may send a command, on the server and by the live configuration. A person has to send it from the service's
 * channel, needs the role that the service gives for it, and is looked up among the approvers. An IAM identity may pause and roll
 * back; a start needs an entry in the service's list, and nothing is looked up in Slack. The types keep what only people may send
 * from IAM identities.
 *
 * @returns the rights, or the refusal
 * @throws LookupFailed, ConfigUnreadable when neither can be determined
 */
export function authorize(deps: Deps, command: Change, rollout: Rollout | null): Promise<Grant | Reply> {
  return command.via === 'call' ? authorizeCaller(deps, command, rollout) : authorizePerson(deps, command, rollout);
}
