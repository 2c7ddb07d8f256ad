import { PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { type HealthSignal, healthSignalSchema } from '../../../domain/alarm/health-signal.ts';
import type { HealthSignals } from '../../../ports/health/health-signals.ts';
import { SaveConflict } from '../../../ports/store.ts';
import { revisionCondition, writeIfConditionHolds } from './conditional-write.ts';
import type { RecordTable } from './read-record.ts';
import { fromAttributes, toAttributes } from './stored-json.ts';

/** The time after which DynamoDB may delete a signal that has expired, in seconds. */
const KEPT_SECONDS = 24 * 60 * 60;

const partition = (service: string) => ({ S: `signal#${service}` });

/** Creates the health signals in DynamoDB: one item per service and name, which DynamoDB deletes a day after it expired. */
export function createHealthSignals({ client, table }: RecordTable): HealthSignals {
  return {
    async load(service) {
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': partition(service) },
          ConsistentRead: true,
        },
      );
      const signals: HealthSignal[] = [];
      for await (const { Items = [] } of pages)
        signals.push(
          ...Items.map((item) => fromAttributes(item, healthSignalSchema, `The health signal ${item.sk?.S}`)),
        );
      return signals;
    },

    async save(service, signal) {
      const { name, revision, until } = signal;
      const Item = {
        pk: partition(service),
        sk: { S: name },
        revision: { N: String(revision) },
        expires: { N: String(Math.ceil(until / 1000) + KEPT_SECONDS) },
        ...toAttributes(signal, `The health signal ${name} of ${service}`),
      };
      const put = new PutItemCommand({ TableName: table, Item, ...revisionCondition(revision) });
      if (!(await writeIfConditionHolds(client.send(put)))) throw new SaveConflict(`the signal ${name} of ${service}`);
    },
  };
}
