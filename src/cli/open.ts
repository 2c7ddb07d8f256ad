import type { Survey } from '../ports/survey.ts';
import type { Dns } from './commands/adopt/dns.ts';
import type { ApplyDeps } from './commands/apply/deps.ts';
import type { DoctorDeps } from './commands/doctor/deps.ts';
import type { EnvDeps } from './commands/env/env.ts';
import type { DeadLetterQueues } from './commands/replay/replay.ts';
import type { BreakGlassDeps } from './commands/rollback/restore-baseline.ts';
import type { Worker } from './commands/rollouts/worker.ts';
import type { SecretsDeps } from './commands/secrets/deps.ts';
import type { Comparison } from './commands/sync/sync.ts';

/**
 * What commands need of the account and of Slack, by the name of the installation. Opened by the command that needs it and
 * by no other: the clients take a while to load.
 */
export interface Open {
  estate(name: string): Promise<ApplyDeps>;
  surroundings(name: string): Promise<EnvDeps>;
  comparison(name: string): Promise<Comparison>;
  premises(name: string): Promise<DoctorDeps>;
  vault(name: string): Promise<SecretsDeps>;
  worker(name: string): Promise<Worker>;
  /** The dead letters, and the functions that they are for. */
  replay(name: string): Promise<DeadLetterQueues>;
  /** The targets themselves; of the installation only the secrets that targets outside AWS need. */
  hands(name: string): Promise<BreakGlassDeps>;
  /** The account, to begin a serin.yml from. */
  survey(): Promise<Survey>;
  /** Route 53, with the credentials of the environment. */
  dns(): Promise<Dns>;
}
