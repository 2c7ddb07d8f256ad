import type { Json } from '../../../../src/domain/json.ts';
import type { TargetConfig } from '../../../../src/domain/service.ts';
import { readSplit, type Split, writeSplit } from '../../../../src/routing/split.ts';
import type { KeyValueStoreCloud } from '../../../../src/sandbox/cloud/key-value-store.ts';
import { GONE, type Place } from './place.ts';

export const FIRST_SPLIT: Split = { stable: 'blue', canary: 'green', weight: 0, salt: '', revision: 0, cohorts: [] };

/** A key of a store at the edge that has a split. */
export function edgePlace(edge: KeyValueStoreCloud, config: TargetConfig): Place {
  const [KvsARN, Key] = [String(config.store), String(config.key)];
  const { DescribeKeyValueStore, PutKey, DeleteKey } = edge.model as unknown as Record<
    'DescribeKeyValueStore' | 'PutKey' | 'DeleteKey',
    (input: object) => object
  >;
  const split = (): Split | null => readSplit(edge.get(KvsARN, Key) ?? '');
  const at = (): object => ({ KvsARN, Key, IfMatch: (DescribeKeyValueStore({ KvsARN }) as { ETag: string }).ETag });
  const put = (value: Split): void => {
    PutKey({ ...at(), Value: writeSplit({ ...value, revision: (split()?.revision ?? value.revision) + 1 }) });
  };
  const share = (frozen: Json): number => {
    const { canary } = frozen as { readonly canary: string };
    const held = split();
    if (held === null) return 0;
    return held.stable === canary ? 100 - held.weight : held.weight;
  };
  return {
    share,
    look: () => {
      const held = split();
      if (held === null) return GONE;
      const { revision: _counted, ...rest } = held;
      return JSON.stringify(rest);
    },
    isPromoted: (frozen) => share(frozen) === 100 && split()?.cohorts.length === 0,
    cohorts: () => split()?.cohorts ?? [],
    edit: (what) => {
      const held = split();
      if (held !== null && what !== 'third record' && what !== 'old version') put({ ...held, weight: 37 });
    },
    vanish: () => {
      const held = split();
      if (held === null) return () => undefined;
      DeleteKey(at());
      return () => {
        if (split() === null) put(held);
      };
    },
    keep: () => {
      const held = split();
      return () => {
        if (held !== null && split() !== null) put(held);
      };
    },
  };
}
