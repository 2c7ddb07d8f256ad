import type { AlarmValue } from '../domain/alarm-state.ts';
import type { RolloutFacts, Summary } from '../domain/facts.ts';
import type { Check, Finding } from '../domain/finding.ts';
import type { IamIdentity } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import type { CommandBody } from './command.ts';

type StartBody = Extract<CommandBody, { name: 'start' }>;

/**
 * What an IAM identity can ask of the worker. What takes a person's word (approve, reject, resume, skip, promote) is not
 * among it. `dry-run` looks whether a start would go through, and moves nothing.
 */
export type CallerBody =
  | StartBody
  | (Omit<StartBody, 'name'> & { readonly name: 'dry-run' })
  /** `rollout`: of this one, also when another has followed; null: of the newest. */
  | { readonly name: 'status'; readonly service: string; readonly rollout: string | null }
  | { readonly name: 'list' }
  | { readonly name: 'pause'; readonly service: string }
  | { readonly name: 'rollback'; readonly service: string; readonly text: string };

/** A command of an IAM identity, on its way from the command line to the worker. */
export interface CallerCommand {
  readonly v: 1;
  /** The installation that it is for, so that it does not fit another one of the account. */
  readonly installation: string;
  /** Random, the same in every try, so that it counts once. */
  readonly key: string;
  /** When it was made, in milliseconds since the epoch, by the caller's clock. */
  readonly issuedAt: number;
  readonly body: CallerBody;
}

/**
 * What differs between two GetCallerIdentity requests: the values of three headers. Everything else of the request is
 * fixed, so that whoever asks cannot choose what the worker sends, to whom, and how the answer is read.
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

/** Who AWS says that somebody is. */
export interface Caller {
  readonly account: string;
  readonly identity: IamIdentity;
}

/** Who speaks with AWS credentials. */
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
      `STS did not say who you are (${why}), so nothing was changed. Try again; to go back without it, say so in Slack or use the baseline in the thread of the card.`,
      options,
    );
    this.name = 'IdentityUnavailable';
  }
}

/** What a start would be, as `dry-run` shows it. */
export interface Preview {
  readonly targets: readonly { readonly name: string; readonly stable: string; readonly canary: string }[];
  readonly plan: Plan;
  readonly alarms: Readonly<Record<string, AlarmValue>>;
  /** Preflight as one list: what prevents the start, what is worth knowing (fine, with a remedy), what is fine. */
  readonly checks: readonly Check[];
}

/** What the worker answers to an IAM identity. Fields may be added; none of these changes its meaning within `v: 1`. */
export interface CallerAnswer {
  readonly v: 1;
  readonly tone: 'done' | 'refused' | 'info';
  /** A stable code for refusals; empty otherwise. */
  readonly code: string;
  readonly text: string;
  /** What was found before a start: of `dry-run`, and of a start that was refused for it. */
  readonly findings: readonly Finding[];
  /** The rollout that it is about, as it is now. */
  readonly rollout: RolloutFacts | null;
  /** What would start: the answer to `dry-run`. */
  readonly preview: Preview | null;
  /** Every service with its newest rollout: the answer to `list`. */
  readonly services: readonly { readonly service: string; readonly rollout: Summary | null }[] | null;
}
