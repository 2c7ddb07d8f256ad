import type { World } from './world.ts';

/** The page at `/`: what this is, and what to do next. */
export function welcome(url: string, { services, workspace }: Pick<World, 'services' | 'workspace'>): string {
  const first = services[0]?.name ?? 'checkout';
  const json = "-H 'content-type: application/json' -d";
  return `Serin sandbox: users, AWS and Slack on this machine, and Serin's own functions between them.
The console, in a browser: ${url}/

Services: ${services.map(({ name }) => name).join(', ')}. Versions: v53 (the users have it), v54, v55.
People: ${Object.keys(workspace.users).join(', ')}.

Type a slash command as somebody (in another terminal, in this repository):
  npm run canary -- start ${first} v54 --as alice
  npm run canary -- status ${first} --as alice
  npm run canary -- approve ${first} --as bob

Look at everything, and at what only Alice was shown:
  curl ${url}/sandbox/state
  curl '${url}/sandbox/ephemerals?user=${workspace.users.alice}'

Let time pass: half an hour at once, or a minute a second:
  curl ${url}/sandbox/clock ${json} '{"advance":"30m"}'
  curl ${url}/sandbox/clock ${json} '{"speed":60}'

Break the canary and see it rolled back:
  curl ${url}/sandbox/faults ${json} '{"service":"${first}","arm":"canary","errorRate":0.5}'

Slack itself is an emulator; its messages are at ${new URL(workspace.apiUrl).origin}/
Slash commands and clicks come in at POST ${url}/slack/events, signed as Slack signs them.
`;
}
