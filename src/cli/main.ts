import { openAccount } from './open-account.ts';
import { createTerminal } from './terminal/process-terminal.ts';
import { type Exit, exit } from './terminal/terminal.ts';
import { version } from './version.ts';

// The SDK warns about the version of Node when the first client is created; that warning is for whoever deploys.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const terminal = createTerminal();

/** Runs one command line. The version alone, which scripts ask for, is printed without loading the commands. */
async function main(args: readonly string[]): Promise<Exit> {
  if (args.length === 1 && args[0] === '--version') {
    terminal.out(version());
    return exit.done;
  }
  const { run } = await import('./program.ts');
  return run(args, terminal, openAccount, process.env.SERIN_NAME ?? 'serin');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  terminal.err(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
