import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { createSandboxClient, type SandboxClient } from './server/client.ts';

interface Block {
  readonly text?: { readonly text?: string };
}

/** Returns the text of a message without Slack's marks and escapes. */
function toPlainText(message: unknown): string {
  const { text = '', blocks = [] } = message as { readonly text?: string; readonly blocks?: readonly Block[] };
  const lines = blocks.flatMap((block) => block.text?.text ?? []);
  return (lines.length > 0 ? lines : [text])
    .join('\n')
    .replace(/<!date\^[^|]*\|([^>]*)>/g, '$1')
    .replace(/[*`]/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

interface Options {
  readonly as: string;
  readonly channel: string;
  readonly url: string;
}

/** Returns the person's messages after the first `before`; waits up to three seconds for them. */
async function newMessages(client: SandboxClient, person: string, before: number) {
  for (let tries = 0; tries < 30; tries += 1) {
    const shown = await client.shown(person);
    if (shown.length > before) return shown.slice(before);
    await sleep(100);
  }
  return [];
}

/** Types a slash command in the sandbox as one of its people, and prints the answer. */
async function main(): Promise<void> {
  const program = new Command('npm run canary --')
    .description('Types /canary in the sandbox, for example: npm run canary -- start checkout v54 --as alice')
    .argument('<words...>', 'what comes after /canary')
    .option('--as <name>', 'who types: alice, bob or carol', 'alice')
    .option('--channel <name>', 'where', 'deploys')
    .addOption(
      new Option('--url <address>', 'where the sandbox is')
        .env('SERIN_SANDBOX')
        .default(`http://127.0.0.1:${process.env.PORT ?? 3000}`),
    )
    .parse();
  const { as: person, channel, url } = program.opts<Options>();
  const client = createSandboxClient({ url, channel, signingSecret: process.env.SLACK_SIGNING_SECRET ?? 'sandbox' });
  const before = (await client.shown(person)).length;
  // Only help and what is wrong with the words are answered at once; the worker answers everything else.
  const answered = await client.type(person, program.args.join(' '));
  const messages = answered === '' ? await newMessages(client, person, before) : [];
  for (const text of [...[answered].filter(Boolean), ...messages.map(({ message }) => toPlainText(message))])
    console.log(text);
}

main().catch((error: unknown) => {
  const isAway = error instanceof TypeError && error.message === 'fetch failed';
  console.error(isAway ? 'No sandbox answers there. Start it with: npm start' : (error as Error).message);
  process.exitCode = 1;
});
