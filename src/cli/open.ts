import type { Surroundings } from './env.ts';
import type { Estate } from './estate.ts';
import type { Premises } from './premises.ts';
import type { Comparison } from './sync.ts';
import type { Vault } from './vault.ts';

/**
 * What commands need of the account and of Slack, by the name of the installation. Opened by the command that needs it and
 * by no other: the clients take a while to load.
 */
export interface Open {
  estate(name: string): Promise<Estate>;
  surroundings(name: string): Promise<Surroundings>;
  comparison(name: string): Promise<Comparison>;
  premises(name: string): Promise<Premises>;
  vault(name: string): Promise<Vault>;
}
