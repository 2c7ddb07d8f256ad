import type { Service } from '../domain/service.ts';
import { ARCHIVES } from './slack/workspace.ts';
import type { World } from './world.ts';

type Shown = Pick<World, 'services' | 'workspace' | 'versionsOf'>;

/** Returns the page at `/`: a description of the sandbox, and commands to try. */
export function welcome(url: string, world: Shown): string {
  const { services, workspace, versionsOf } = world;
  const [service] = services;
  const first = service?.name ?? 'checkout';
  const next = (service === undefined ? null : versionsOf(service))?.next ?? 'v54';
  const json = "-H 'content-type: application/json' -d";
  // A URL leaves out the default port of its scheme.
  const port = new URL(url).port || '80';
  const run = port === '3000' ? 'npm run' : `PORT=${port} npm run`;
  const fault = (errorRate: number) =>
    `curl ${url}/sandbox/faults ${json} '{"service":"${first}","arm":"canary","errorRate":${errorRate}}'`;
  return `Serin sandbox: users, AWS and Slack on this machine, and Serin's own functions between them.
The console, in a browser: ${url}/

Services:
${serviceLines(world)}
People: ${Object.keys(workspace.users).join(', ')}.

Type a slash command as somebody (in another terminal, in this repository):
  ${run} canary -- start ${first} ${next} --as alice
  ${run} canary -- status ${first} --as alice
  ${run} canary -- approve ${first} --as bob

Speak as a pipeline, with the production command line; it waits in virtual time:
${(service?.pipelines ?? []).length === 0 ? '' : `  ${run} serin -- start ${first} ${next} --wait\n`}  ${run} serin -- status ${first}
  ${run} serin -- --help

Read the channel in a browser, look at everything, and at what only Alice was shown:
${Object.keys(workspace.channels)
  .map((channel) => `  ${url}${ARCHIVES}${channel}`)
  .join('\n')}
  curl ${url}/sandbox/state
  curl '${url}/sandbox/ephemerals?user=alice'

Let time pass: half an hour at once, or a minute a second (at speed 0 an answer may wait until time goes on):
  curl ${url}/sandbox/clock ${json} '{"advance":"30m"}'
  curl ${url}/sandbox/clock ${json} '{"speed":60}'

Break the canary and see it rolled back. The fault belongs to the canary, whichever version that is, until it is healed:
  ${fault(0.5)}
  ${fault(0)}

${deployLines(url, world, json)}Slash commands and clicks come in at POST ${url}/slack/events, signed as Slack signs them.
`;
}

function deployLines(url: string, { services, versionsOf }: Shown, json: string): string {
  const deploy = (service: Service, version: string) =>
    `  curl ${url}/sandbox/deploy ${json} '{"service":"${service.name}","version":"${version}"}'\n\n`;
  const [sided, balanced] = [
    services.find(({ environments }) => environments !== null),
    services.find(({ targets }) => targets[0]?.kind === 'ecs'),
  ];
  const lines = [
    sided !== undefined &&
      `Deploy as a pipeline would, to the environment of ${sided.name} that gets the next release, once no rollout of it runs:
${deploy(sided, versionsOf(sided)?.all.at(-1) ?? 'v55')}`,
    balanced !== undefined &&
      `Deploy ${balanced.name} as a pipeline would, which knows nothing of Serin: ECS pauses, and a rollout begins:
${deploy(balanced, versionsOf(balanced)?.next ?? 'v54')}`,
  ];
  return lines.filter((line) => line !== false).join('');
}

function serviceLines({ services, versionsOf }: Shown): string {
  return services
    .map((service) => {
      const versions = versionsOf(service);
      const { all, current } = versions ?? { all: [], current: '' };
      const words = all.map((version) => (version === current ? `${version} (the users have it)` : version));
      return `  ${service.name}${words.length === 0 ? '' : `: ${words.join(', ')}`}`;
    })
    .join('\n');
}
