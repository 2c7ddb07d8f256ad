import {
  type CloudFrontKeyValueStoreClient,
  DeleteKeyCommand,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  PutKeyCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { createEdgeTarget } from '../../../../src/adapters/targets/edge/target.ts';
import { readSplit, type Split, writeSplit } from '../../../../src/routing/split.ts';
import type { TestClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import { STORE } from '../support/aws-clients.ts';
import type { TargetWorld } from '../target-contract.ts';

export const EDGE = { kind: 'edge', store: STORE, key: 'web', cohorts: ['staff', 'beta'] };

/** A split at the edge, driven by nothing but the API. */
export function anEdgeWorld(
  client: CloudFrontKeyValueStoreClient,
  clock: TestClock,
): TargetWorld & { current(): Promise<Split>; put(change: Partial<Split>): Promise<void> } {
  const etag = async () => (await client.send(new DescribeKeyValueStoreCommand({ KvsARN: STORE }))).ETag;
  const current = async () =>
    readSplit((await client.send(new GetKeyCommand({ KvsARN: STORE, Key: 'web' }))).Value ?? '') as Split;
  const put = async (change: Partial<Split>) => {
    const Value = writeSplit({ ...(await current()), ...change });
    await client.send(new PutKeyCommand({ KvsARN: STORE, Key: 'web', Value, IfMatch: await etag() }));
  };
  return {
    target: createEdgeTarget({ load: async () => client, clock }),
    clock,
    ask: anAsk(EDGE),
    current,
    put,
    async look() {
      const { revision: _revision, ...split } = await current();
      return split;
    },
    split: (weight) => put({ weight }),
    change: () => put({ stable: 'c' }),
    async remove() {
      await client.send(new DeleteKeyCommand({ KvsARN: STORE, Key: 'web', IfMatch: await etag() }));
    },
  };
}
