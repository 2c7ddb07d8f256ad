import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { isDenied } from '../../domain/people/iam.ts';

/** A stack that a deployment cannot go on from. `reason`: CloudFormation's words; empty when there are none. */
export interface LeftStack {
  readonly name: string;
  readonly status: string;
  readonly reason: string;
}

/**
 * The statuses of a stack whose first deployment, or whose deletion, did not come to an end. CloudFormation can only delete it. Source:
 * "Stack status codes" in the guide of CloudFormation.
 */
const LEFT: ReadonlySet<string> = new Set([
  'REVIEW_IN_PROGRESS',
  'CREATE_FAILED',
  'ROLLBACK_FAILED',
  'ROLLBACK_COMPLETE',
  'DELETE_FAILED',
]);

const isMissing = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');

/** Returns those of the stacks that a failed deployment left; null when the caller may not ask. Reads only. */
export async function readLeftStacks(
  client: CloudFormationClient,
  names: readonly string[],
): Promise<readonly LeftStack[] | null> {
  const left: LeftStack[] = [];
  for (const name of names) {
    try {
      const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
      for (const { StackStatus: status = '', StackStatusReason: reason = '' } of Stacks)
        if (LEFT.has(status)) left.push({ name, status, reason });
    } catch (error) {
      if (error instanceof Error && isDenied(error.name, undefined)) return null;
      if (!isMissing(error)) throw error;
    }
  }
  return left;
}
