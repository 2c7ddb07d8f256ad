/** A person, by Slack id. `name` is for texts only and is never trusted. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/**
 * A caller with AWS credentials, as STS names it: a pipeline's role, a user. Serin never counts it as a person, so it cannot
 * approve.
 */
export interface IamIdentity {
  readonly arn: string;
}

/** The sender of a command. */
export type Requester = Person | IamIdentity;

/** The cause of an event: a person, an IAM identity, an alarm, or Serin itself. */
export type Actor =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'iam'; readonly identity: IamIdentity }
  | { readonly kind: 'alarm'; readonly name: string }
  | { readonly kind: 'serin' };
