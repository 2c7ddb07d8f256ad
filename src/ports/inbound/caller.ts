import type { AlarmValue } from '../../domain/alarm/state.ts';
import type { AnalysisConfig, RolloutAnalysis } from '../../domain/analysis/analysis.ts';
import type { Check, Finding } from '../../domain/finding.ts';
import type { IamIdentity } from '../../domain/people/person.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { RolloutFacts, Summary } from '../../domain/rollout/facts.ts';
import type { StartNotes } from '../../domain/rollout/start-notes.ts';
import type { CommandBody, FreezeBody, LockBody } from './command.ts';

/** A caller is not shown a start first, which `dry-run` is for, does not wait in a queue or for a moment, and adds no notes. */
type StartBody = Omit<Extract<CommandBody, { name: 'start' }>, 'confirmed' | 'queue' | 'hotfix' | 'notes' | 'startAt'>;

/**
 * A command that an IAM identity may send. Commands that only people may send (approve, reject, resume, skip, promote) are not
 * among them. `dry-run` checks whether a start would succeed, and moves nothing.
 */
export type CallerBody =
  | StartBody
  | (Omit<StartBody, 'name'> & { readonly name: 'dry-run' })
  /**
   * `rollout`: of this one, also when another has followed; null: of the newest. `explain`: with the whole comparison of both
   * versions.
   */
  | { readonly name: 'status'; readonly service: string; readonly rollout: string | null; readonly explain?: true }
  | { readonly name: 'list' }
  | FreezeBody
  | LockBody
  | { readonly name: 'where'; readonly service: string }
  | { readonly name: 'pause'; readonly service: string }
  | { readonly name: 'rollback'; readonly service: string; readonly text: string };

/** A command of an IAM identity, on its way from the command line to the worker. */
export interface CallerCommand {
  readonly v: 1;
  /** The installation that it is for, so that it does not fit another one of the account. */
  readonly installation: string;
  /** Random, the same in every try, so that it counts once. */
  readonly key: string;
  /** The moment at which it was made, in milliseconds since the epoch, by the caller's clock. */
  readonly issuedAt: number;
  readonly body: CallerBody;
}

/**
 * The values of three headers, which differ between two GetCallerIdentity requests. The rest of the request is fixed, so that a
 * caller cannot choose what the worker sends, to whom, and how the answer is read.
 */
export interface CallerProof {
  readonly authorization: string;
  /** `x-amz-date`. */
  readonly date: string;
  /** `x-amz-security-token`; null for credentials that last. */
  readonly token: string | null;
}

/** A command with the proof of who sends it: a signed GetCallerIdentity request that has the hash of the command in it. */
export interface ProvenCommand {
  readonly command: CallerCommand;
  readonly proof: CallerProof;
}

/** A caller's identity according to AWS. */
export interface Caller {
  readonly account: string;
  readonly identity: IamIdentity;
}

/** Identifies callers with AWS credentials. */
export interface Callers {
  /**
   * Asks AWS who signed the proof for a command.
   * @param hash of the command, SHA-256 in hex
   * @throws ProofRefused, IdentityUnavailable
   */
  whoSigned(proof: CallerProof, hash: string): Promise<Caller>;
}

/** AWS does not take the proof. */
export class ProofRefused extends Error {
  readonly code = 'proof-refused';
  constructor(why: string, options?: ErrorOptions) {
    super(
      `AWS does not confirm who you are (${why}). Nothing was changed. Sign in again, check the clock of this machine, and try again.`,
      options,
    );
    this.name = 'ProofRefused';
  }
}

/** AWS could not be asked who somebody is. */
export class IdentityUnavailable extends Error {
  readonly code = 'identity-unavailable';
  constructor(why: string, options?: ErrorOptions) {
    super(
      `STS did not say who you are (${why}), so nothing was changed. Try again; to roll back without it, use Slack or the baseline in the thread of the card.`,
      options,
    );
    this.name = 'IdentityUnavailable';
  }
}

/** The preview of a start, as `dry-run` shows it. */
export interface Preview {
  readonly targets: readonly { readonly name: string; readonly stable: string; readonly canary: string }[];
  readonly plan: Plan;
  readonly alarms: Readonly<Record<string, AlarmValue>>;
  /** Preflight as one list: what prevents the start, what is worth knowing (fine, with a remedy), what is fine. */
  readonly checks: readonly Check[];
}

/** The comparison of both versions in one rollout, with the settings that it started with. */
export interface ComparisonFacts {
  readonly settings: AnalysisConfig;
  readonly comparison: RolloutAnalysis;
}

/** A scheduled start of a service. Times are in milliseconds since the epoch. */
export interface ScheduledFacts extends StartNotes {
  readonly canary: string;
  /** The name of the person who scheduled it. */
  readonly by: string;
  readonly askedAt: number;
  /** It does not start before. */
  readonly startsAt: number;
  /** The time zone by whose clocks the moment was chosen. */
  readonly timezone: string;
}

/** The worker's answer to an IAM identity. Fields may be added; within `v: 1` none of these changes its meaning. */
export interface CallerAnswer {
  readonly v: 1;
  readonly tone: 'done' | 'refused' | 'info';
  /** A stable code for refusals; empty otherwise. */
  readonly code: string;
  readonly text: string;
  /** The findings of preflight: of `dry-run`, and of a start that was refused for them. */
  readonly findings: readonly Finding[];
  /** The rollout that it is about, as it is now. */
  readonly rollout: RolloutFacts | null;
  /** The rollout that would start: the answer to `dry-run`. */
  readonly preview: Preview | null;
  /** The comparison of both versions, where it was asked for; null where there is none. */
  readonly explained?: ComparisonFacts | null;
  /** The changes after the end of a completed rollout, and what to do about them; left out where there are none. */
  readonly changed?: string;
  /** The starts that wait for their moment, the next one first: of `status`; left out where there are none. */
  readonly scheduled?: readonly ScheduledFacts[];
  /** Every service with its newest rollout: the answer to `list`. */
  readonly services: readonly { readonly service: string; readonly rollout: Summary | null }[] | null;
}
