import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** Tells whether a conditional write was done: false when its condition did not hold. @throws any other failure */
export async function writeIfConditionHolds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
