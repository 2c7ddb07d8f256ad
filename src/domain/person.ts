/** A person, by Slack id. `name` is for texts only and is never trusted. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/**
 * Whoever speaks with AWS credentials, as STS names them: a pipeline's role, a user. Not a person to Serin, whoever is
 * behind it: it approves nothing.
 */
export interface IamIdentity {
  readonly arn: string;
}

/** Who a command comes from. */
export type Requester = Person | IamIdentity;

/** Who caused something: a person, an IAM identity, an alarm, or Serin itself. */
export type Actor =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'iam'; readonly identity: IamIdentity }
  | { readonly kind: 'alarm'; readonly name: string }
  | { readonly kind: 'serin' };
