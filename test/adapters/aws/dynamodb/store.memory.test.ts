import { describe } from 'vitest';
import { createMemoryHistory, createMemoryStore } from '../../../support/memory-store.ts';
import { historyContract } from './history-contract.ts';
import { storeContract } from './store-contract.ts';

describe('the store in memory', () => {
  const store = createMemoryStore();
  storeContract(
    () => store,
    async (arn, service) => store.watch(arn, service),
  );
});

describe('the history in memory', () => {
  const history = createMemoryHistory();
  historyContract(() => history);
});
