import { run } from '../cli/program.ts';
import { createTerminal } from '../cli/terminal/process-terminal.ts';
import { NAMES } from './account/account.ts';
import { CALLERS, type CallerName } from './account/callers.ts';
import { openSandbox } from './outside.ts';

const isCaller = (name: string): name is CallerName => name in CALLERS;

/** Runs `serin` against a running sandbox, with the credentials of one of its identities. */
async function main(): Promise<number> {
  // The SDK's remark about the version of Node is meant for those who deploy.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const who = process.env.SERIN_AS ?? 'pipeline';
  if (!isCaller(who)) {
    console.error(`SERIN_AS is ${who}; it has to be one of ${Object.keys(CALLERS).join(', ')}.`);
    return 2;
  }
  const url = process.env.SERIN_SANDBOX ?? `http://127.0.0.1:${process.env.PORT ?? 3000}`;
  const openInside = () => openSandbox(url, who);
  const open = {
    apply: async (name: string) => (await openInside()).apply(name),
    env: async (name: string) => (await openInside()).env(name),
    sync: async (name: string) => (await openInside()).sync(name),
    doctor: async (name: string) => (await openInside()).doctor(name),
    before: async (name: string) => (await openInside()).before(name),
    secrets: async (name: string) => (await openInside()).secrets(name),
    token: async (name: string) => (await openInside()).token(name),
    worker: async (name: string) => (await openInside()).worker(name),
    breakGlass: async (name: string) => (await openInside()).breakGlass(name),
    dns: async () => (await openInside()).dns(),
    replay: async (name: string) => (await openInside()).replay(name),
    audit: async (name: string) => (await openInside()).audit(name),
    past: async () => (await openInside()).past(),
    survey: async () => (await openInside()).survey(),
  };
  return run(process.argv.slice(2), createTerminal(), open, NAMES.installation);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isAway = error instanceof TypeError && error.message === 'fetch failed';
    console.error(isAway ? 'No sandbox answers there. Start it with: npm start' : (error as Error).message);
    process.exitCode = 1;
  },
);
