import type { Open } from './open.ts';

const wire = () => import('../compose/cli/cli.ts');

/** Opens the parts of the account that the environment has credentials for. Each part is loaded when a command needs it. */
export const openAccount: Open = {
  apply: async (name) => (await wire()).applyDeps(name),
  env: async (name) => (await wire()).envDeps(name),
  sync: async (name) => (await import('../compose/cli/comparison.ts')).createComparison(name),
  doctor: async (name) => (await import('../compose/cli/doctor.ts')).doctorDeps(name),
  before: async (name) => (await import('../compose/cli/before.ts')).beforeDeps(name),
  secrets: async (name) => (await wire()).secretsDeps(name),
  token: async (name) => (await wire()).tokenDeps(name),
  worker: async (name) => (await wire()).createWorkerClient(name),
  replay: async (name) => (await import('../compose/cli/replay.ts')).createReplay(name),
  survey: async () => (await import('../compose/cli/survey.ts')).createAccountSurvey(),
  audit: async (name) => (await import('../compose/cli/audit.ts')).auditDeps(name),
  past: async () => (await import('../compose/cli/past.ts')).createPastMetrics(),
  breakGlass: async (name) => (await import('../compose/cli/break-glass.ts')).breakGlassDeps(name),
  dns: async () => (await import('../compose/cli/adopt.ts')).createDns(),
};
