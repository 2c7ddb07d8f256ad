import type { IncomingMessage } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import { installation } from '../../compose/installation.ts';
import type { Service } from '../../domain/service.ts';
import { NAMES } from '../account/account.ts';
import { DISCOVERY_PATH, SIGNALS_PATH, SLACK_PATH } from '../functions/functions.ts';
import { readOpenHome } from '../live/act-bodies.ts';
import { type ConsoleFile, consoleFiles } from '../live/console-files.ts';
import type { Live } from '../live/live.ts';
import { ARCHIVES } from '../slack/workspace.ts';
import { environmentStates, pageStates, type SandboxState } from '../state.ts';
import type { Driver } from '../time/driver.ts';
import { welcome } from '../welcome.ts';
import type { World } from '../world.ts';
import { actOnBody, actRoutes } from './act-routes.ts';
import { type Answer, type Asked, badRequest, findId, tellUser } from './answers.ts';
import { AWS_PATH, type AwsCall, type AwsError, type AwsPlaces } from './aws-over-http.ts';
import { readClock, readDeploy, readFault } from './bodies.ts';
import { DeploymentsClosed, deploy, isDeployable } from './deploy.ts';
import { fromResult, toEvent } from './gateway.ts';
import { tryWhatIf } from './what-if.ts';
import { fromWire, toWire } from './wire-json.ts';

type Route = (asked: Asked) => Answer | Promise<Answer>;

/** The routes of the sandbox's server. */
export interface Routes {
  /** Returns the routes at a path, by method; null when there are none. */
  at(path: string): Readonly<Record<string, Route>> | null;
}

export function createRoutes(world: World, driver: Driver, live: Live): Routes {
  const files = consoleFiles();
  const fixed: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
    '/': {
      GET: ({ request }) => frontPage(request, files, world),
    },
    [SLACK_PATH]: { POST: (asked) => slack(world, asked) },
    '/sandbox/state': { GET: async () => ({ status: 200, json: await readState(world, driver) }) },
    '/sandbox/faults': { POST: ({ body }) => setFault(world, body) },
    '/sandbox/deploy': { POST: ({ body }) => deployTo(world, body) },
    '/sandbox/clock': {
      GET: () => ({ status: 200, json: { now: world.clock.now(), speed: driver.speed() } }),
      POST: ({ body }) => moveClock(world, driver, body),
    },
    [AWS_PATH]: {
      GET: () => ({ status: 200, json: { ...world.places, now: world.clock.now() } satisfies AwsPlaces }),
      POST: ({ body }) => callAws(world, body),
    },
    '/sandbox/events': { GET: () => ({ stream: live.listen }) },
    ...actRoutes(world, live),
    '/sandbox/home': {
      GET: ({ query }) => tellUser(query, world.workspace.users, (user) => ({ blocks: world.homes.of(user) })),
      POST: ({ body }) => actOnBody(readOpenHome(body.toString('utf8'), world.workspace), live.openHome),
    },
    '/sandbox/what-if': { POST: ({ body }) => tryWhatIf(world.services, body) },
    '/sandbox/ephemerals': { GET: ({ query }) => tellUser(query, world.workspace.users, world.ephemerals.of) },
  };
  return {
    at: (path) =>
      fixed[path] ??
      channelAt(world, path) ??
      functionAt(world, path) ??
      fileAt(files.get(path)) ??
      (world.ephemerals.isExpected(path) ? { POST: (asked) => takeEphemeral(world, path, asked) } : null),
  };
}

/** Redirects a channel, by name or id, and a link to a message to the channel in the emulator of Slack. */
function channelAt({ workspace }: World, path: string): Readonly<Record<string, Route>> | null {
  if (!path.startsWith(ARCHIVES)) return null;
  const channel = findId(path.slice(ARCHIVES.length).split('/')[0] as string, workspace.channels);
  if (channel === undefined) return null;
  const location = new URL(`/?channel=${channel}`, workspace.apiUrl).href;
  return { GET: () => ({ status: 302, headers: { ...TEXT, location }, body: `${location}\n` }) };
}

/** Hands any request below its path to the production function, as a route for any method does. */
function functionAt(world: World, path: string): Readonly<Record<string, Route>> | null {
  const called = path.startsWith(DISCOVERY_PATH)
    ? world.discovery
    : path.startsWith(SIGNALS_PATH)
      ? world.signals
      : null;
  if (called === null) return null;
  const ask: Route = async ({ request, body }) => fromResult(await called(toEvent(request, body, world.clock.now())));
  return { GET: ask, HEAD: ask, OPTIONS: ask, POST: ask, PUT: ask, PATCH: ask, DELETE: ask };
}

/** Returns the console for browsers; for programs, and when it was not built, the welcome text. */
function frontPage(request: IncomingMessage, files: ReadonlyMap<string, ConsoleFile>, world: World): Answer {
  const page = files.get('/');
  if (page !== undefined && request.headers.accept?.includes('text/html')) return { status: 200, ...page };
  return { status: 200, headers: TEXT, body: welcome(`http://${request.headers.host}`, world) };
}

function fileAt(file: ConsoleFile | undefined): Readonly<Record<string, Route>> | null {
  return file === undefined ? null : { GET: () => ({ status: 200, ...file }) };
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/** Hands a request to the production function as API Gateway would, and notes the user of its response_url. */
async function slack(world: World, { request, body }: Asked): Promise<Answer> {
  const sender = findSender(body.toString('utf8'));
  if (sender !== null) world.ephemerals.expect(sender.responseUrl, sender.user, sender.clicked);
  return fromResult(await world.slack(toEvent(request, body, world.clock.now())));
}

interface Sender {
  readonly user: string;
  readonly responseUrl: string;
  /** The ts of the message that was clicked; null for a typed command. */
  readonly clicked: string | null;
}

function findSender(body: string): Sender | null {
  const form = parseForm(body);
  try {
    const payload = form.payload === undefined ? null : JSON.parse(String(form.payload));
    const [user, responseUrl] =
      payload === null ? [form.user_id, form.response_url] : [payload.user?.id, payload.response_url];
    const clicked = payload?.message?.ts ?? null;
    return typeof user === 'string' && typeof responseUrl === 'string' ? { user, responseUrl, clicked } : null;
  } catch {
    // Not a form of Slack's; the production function answers it.
    return null;
  }
}

/** Returns the states of all alarms except those on Serin itself. */
function alarmsOfServices(states: SandboxState['alarms']): SandboxState['alarms'] {
  const { ownAlarms } = installation(NAMES.installation);
  return Object.fromEntries(Object.entries(states).filter(([name]) => !name.startsWith(ownAlarms)));
}

async function readState(world: World, driver: Driver): Promise<SandboxState> {
  const services = await world.serviceStates();
  const { apiUrl, token, teamId, appId, channels, users } = world.workspace;
  return {
    now: world.clock.now(),
    speed: driver.speed(),
    slack: { apiUrl, token, teamId, appId, channels, users },
    services,
    environments: await environmentStates(world.services, world.account.controlCenters),
    components: await world.componentStates(),
    ...pageStates(world.users?.stacks ?? null),
    alarms: alarmsOfServices(world.account.cloudwatch.states()),
  };
}

function setFault(world: World, body: Buffer): Answer {
  if (world.users === null) {
    const message = 'AWS_ENDPOINT_URL is set, so nobody simulates users here. Start the sandbox without it.';
    return { status: 409, json: { error: 'no-users', message } };
  }
  const fault = readFault(
    body.toString('utf8'),
    world.services.map(({ name }) => name),
  );
  if (!fault.ok) return badRequest(fault);
  const { behaviours } = world.users;
  behaviours.set(fault.value);
  const { service, arm } = fault.value;
  return { status: 200, json: { service, arm, ...behaviours.of(service, arm) } };
}

async function deployTo(world: World, body: Buffer): Promise<Answer> {
  const deployable = world.services.filter(isDeployable);
  const asked = readDeploy(
    body.toString('utf8'),
    deployable.map(({ name }) => name),
  );
  if (!asked.ok) return badRequest(asked);
  const { service: name, version } = asked.value;
  const service = deployable.find((each) => each.name === name) as Service;
  try {
    const where = await deploy(service, asked.value, { account: world.account, now: world.clock.now() });
    return { status: 200, json: { service: name, version, ...where } };
  } catch (error) {
    if (!(error instanceof DeploymentsClosed)) throw error;
    return { status: 409, json: { error: error.code, message: error.message } };
  }
}

/** Answers a call to AWS from another process on this machine; an exception of the SDK is an answer too. */
async function callAws(world: World, body: Buffer): Promise<Answer> {
  const { service, operation, input } = fromWire(body.toString('utf8')) as AwsCall;
  try {
    const output = await world.aws(service, operation, input);
    return { status: 200, headers: JSON_TYPE, body: toWire({ output }) };
  } catch (error) {
    const { name, message, $fault = 'server' } = error as AwsError;
    return { status: 200, headers: JSON_TYPE, body: toWire({ error: { name, message, $fault } }) };
  }
}

async function moveClock(world: World, driver: Driver, body: Buffer): Promise<Answer> {
  const asked = readClock(body.toString('utf8'));
  if (!asked.ok) return badRequest(asked);
  if ('speed' in asked.value) driver.setSpeed(asked.value.speed);
  else await world.clock.advance(asked.value.advanceMs);
  return { status: 200, json: { now: world.clock.now(), speed: driver.speed() } };
}

function takeEphemeral(world: World, path: string, { body }: Asked): Answer {
  try {
    world.ephemerals.take(path, JSON.parse(body.toString('utf8')));
    return { status: 200, headers: TEXT, body: 'ok' };
  } catch (error) {
    return badRequest({ ok: false, problems: [`the body is not JSON: ${(error as Error).message}`] });
  }
}
