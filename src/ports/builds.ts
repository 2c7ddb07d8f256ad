import type { BuildRequest } from '../domain/rollout/effect.ts';

/** Requests builds of components that Serin cannot update in place. */
export interface Builds {
  /** Asks for a build, once or more often: the token is the same. Resolves when the bus took it; throws when it did not. */
  request(build: BuildRequest): Promise<void>;
}
