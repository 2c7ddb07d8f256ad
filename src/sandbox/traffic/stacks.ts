import type { Service } from '../../domain/service.ts';
import { type Chain, type ChainClouds, createChain } from './chain.ts';
import { createPages, type Pages } from './pages.ts';
import { USERS } from './source.ts';
import { STACK_USERS } from './stack-users.ts';

/** A service whose users are followed through all its layers. */
export interface Stack {
  readonly chain: Chain;
  readonly pages: Pages;
}

/** The stacks, by service. */
export type Stacks = ReadonlyMap<string, Stack>;

/** Finds the services that are a stack: two environments behind a split at the edge, with a front end, an API and functions. */
export function createStacks(services: readonly Service[], clouds: ChainClouds): Stacks {
  const found = services
    .filter(({ environments, targets }) => environments !== null && targets.some(({ kind }) => kind === 'edge'))
    .flatMap((service): readonly (readonly [string, Stack])[] => {
      const chain = createChain(service, clouds);
      return chain === null ? [] : [[service.name, { chain, pages: createPages(STACK_USERS) }]];
    });
  return new Map(found);
}

/** Returns the number of users of each service. */
export function countPopulations(services: readonly Service[], stacks: Stacks): ReadonlyMap<string, number> {
  return new Map(services.map(({ name }) => [name, stacks.has(name) ? STACK_USERS : USERS]));
}
