import type { Survey } from '../ports/survey.ts';
import type { Dns } from './commands/adopt/dns.ts';
import type { ApplyDeps } from './commands/apply/deps.ts';
import type { AuditDeps } from './commands/audit/trail.ts';
import type { BeforeDeps } from './commands/doctor/before-checks.ts';
import type { DoctorDeps } from './commands/doctor/deps.ts';
import type { EnvDeps } from './commands/env/env.ts';
import type { DeadLetterQueues } from './commands/replay/replay.ts';
import type { BreakGlassDeps } from './commands/rollback/restore-baseline.ts';
import type { Worker } from './commands/rollouts/worker.ts';
import type { SecretsDeps } from './commands/secrets/deps.ts';
import type { TokenDeps } from './commands/secrets/token.ts';
import type { PastMetrics } from './commands/simulate/read-past.ts';
import type { Comparison } from './commands/sync/sync.ts';

/**
 * Opens the parts of the account and of Slack that commands need, by the name of the installation. Each command opens only
 * what it needs, since the clients take a while to load.
 */
export interface Open {
  apply(name: string): Promise<ApplyDeps>;
  env(name: string): Promise<EnvDeps>;
  sync(name: string): Promise<Comparison>;
  doctor(name: string): Promise<DoctorDeps>;
  /** Opens the account before an installation is deployed to it. */
  before(name: string): Promise<BeforeDeps>;
  secrets(name: string): Promise<SecretsDeps>;
  token(name: string): Promise<TokenDeps>;
  worker(name: string): Promise<Worker>;
  /** Opens the dead-letter queues and their functions. */
  replay(name: string): Promise<DeadLetterQueues>;
  /** Opens the targets themselves; of the installation, only the secrets for targets outside AWS. */
  breakGlass(name: string): Promise<BreakGlassDeps>;
  /** Opens the account for a survey, from which `init` drafts a serin.yml. */
  survey(): Promise<Survey>;
  /** Opens the records of rollouts, running and finished. */
  audit(name: string): Promise<AuditDeps>;
  /** Opens the metrics of CloudWatch, and the clock. */
  past(): Promise<PastMetrics>;
  /** Opens Route 53, with the credentials of the environment. */
  dns(): Promise<Dns>;
}
