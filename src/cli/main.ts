import type { Open } from './open.ts';
import { createTerminal } from './terminal/process-terminal.ts';
import { type Exit, exit } from './terminal/terminal.ts';
import { version } from './version.ts';

// The SDK warns about the version of Node when the first client is created; that warning is for whoever deploys.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const terminal = createTerminal();

const wire = () => import('../compose/cli.ts');
const open: Open = {
  estate: async (name) => (await wire()).applyDeps(name),
  surroundings: async (name) => (await wire()).envDeps(name),
  comparison: async (name) => (await import('../compose/components.ts')).createComparison(name),
  premises: async (name) => (await import('../compose/doctor.ts')).doctorDeps(name),
  site: async (name) => (await import('../compose/before.ts')).beforeDeps(name),
  vault: async (name) => (await wire()).secretsDeps(name),
  worker: async (name) => (await wire()).createWorkerClient(name),
  replay: async (name) => (await import('../compose/replay.ts')).createReplay(name),
  survey: async () => (await import('../compose/survey.ts')).createAccountSurvey(),
  past: async () => (await import('../compose/past.ts')).createPastMetrics(),
  hands: async (name) => (await import('../compose/break-glass.ts')).breakGlassDeps(name),
  dns: async () => (await import('../compose/adopt.ts')).createDns(),
};

/** Runs one command line. The version alone, which scripts ask for, is printed without loading the commands. */
async function main(args: readonly string[]): Promise<Exit> {
  if (args.length === 1 && args[0] === '--version') {
    terminal.out(version());
    return exit.done;
  }
  const { run } = await import('./program.ts');
  return run(args, terminal, open, process.env.SERIN_NAME ?? 'serin');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  terminal.err(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
