// A Lambda function with a URL that takes the webhooks of Datadog, Grafana and Alertmanager, and of checks of your own, and puts each
// as a health signal on Serin's bus (docs/guides/signals.md). Its address is <url>/<sender>/<service>/<name>, with the token of the
// service as `authorization: Bearer …`. It needs BUS, and TOKENS: the SHA-256 of the token of each service, as JSON.
import { createHash, timingSafeEqual } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

/** What is kept of a webhook. */
interface Signal {
  readonly health: 'healthy' | 'unhealthy' | 'unknown';
  readonly at?: number | undefined;
  readonly value?: string | number | undefined;
  readonly link?: string | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/** An alert in a webhook of Alertmanager or of Grafana. */
interface Alert {
  readonly status?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, number>>;
  readonly generatorURL?: string;
}

/** The transitions of a monitor of Datadog that are no alarm and no recovery say that it does not know: no data, for example. */
const DATADOG: Readonly<Record<string, Signal['health']>> = {
  Triggered: 'unhealthy',
  'Re-Triggered': 'unhealthy',
  Renotify: 'unhealthy',
  Warn: 'unhealthy',
  'Re-Warn': 'unhealthy',
  Recovered: 'healthy',
};

/** The payload that docs/guides/signals.md configures. */
function fromDatadog({ transition, date, value, link }: Body): Signal {
  const at = Number(date);
  return {
    health: DATADOG[String(transition)] ?? 'unknown',
    ...(Number.isInteger(at) && at > 0 && { at }),
    value: String(value ?? ''),
    link: String(link ?? ''),
  };
}

/** An alert that says by its label `serin_health: healthy` that all is well, as long as it fires. */
const tellsHealth = ({ labels }: Alert): boolean => labels?.serin_health === 'healthy';

/** The alerts of Grafana that say that it could not evaluate a rule. */
const isBlind = ({ labels }: Alert): boolean => /^Datasource(NoData|Error)$/.test(labels?.alertname ?? '');

function healthOf(alerts: readonly Alert[]): Signal['health'] {
  const firing = alerts.filter(({ status }) => status === 'firing');
  if (firing.some((alert) => !tellsHealth(alert) && !isBlind(alert))) return 'unhealthy';
  if (firing.some(isBlind)) return 'unknown';
  if (firing.length > 0) return 'healthy';
  return alerts.length > 0 && !alerts.some(tellsHealth) ? 'healthy' : 'unknown';
}

/** A webhook of Alertmanager (version 4), and one of Grafana, which has the same shape. */
function fromAlerts({ alerts: given, externalURL }: Body): Signal {
  const alerts = (Array.isArray(given) ? given : []) as readonly Alert[];
  const told = alerts.find((alert) => alert.status === 'firing' && !tellsHealth(alert)) ?? alerts[0];
  const [measured] = Object.values(told?.values ?? {});
  return {
    health: healthOf(alerts),
    value: told?.annotations?.summary ?? measured ?? told?.labels?.alertname,
    link: told?.generatorURL?.startsWith('https://') ? told.generatorURL : String(externalURL ?? ''),
  };
}

/** What a check of your own sends: Serin's fields as they are. */
function fromOwn({ health, at, value, link }: Body): Signal {
  if (health !== 'healthy' && health !== 'unhealthy') return { health: 'unknown' };
  return { health, at: at as number, value: value as string, link: link as string };
}

const SENDERS: Readonly<Record<string, (body: Body) => Signal>> = {
  datadog: fromDatadog,
  grafana: fromAlerts,
  alertmanager: fromAlerts,
  own: fromOwn,
};

/** Webhooks are small; what is larger is none. */
const MAX_BODY = 100_000;

/** Tells whether a token is the one of a service, in the same time for every wrong one. */
function isTokenOf(service: string, authorization = ''): boolean {
  const tokens = JSON.parse(process.env.TOKENS ?? '{}') as Readonly<Record<string, string>>;
  const expected = Buffer.from(Object.hasOwn(tokens, service) ? (tokens[service] ?? '') : '', 'hex');
  const given = createHash('sha256')
    .update(authorization.replace(/^Bearer /, ''))
    .digest();
  return (
    timingSafeEqual(given, expected.length === given.length ? expected : Buffer.alloc(given.length)) &&
    expected.length > 0
  );
}

function parse(text: string): Body | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Body) : null;
  } catch {
    return null;
  }
}

const client = new EventBridgeClient({});

/** The part of the event of a function URL that is used here (payload format 2.0). */
interface Request {
  readonly rawPath: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** Takes one webhook. @param put puts an event on the bus */
export async function take(
  { rawPath, headers, body = '', isBase64Encoded }: Request,
  put: (detail: object) => Promise<void>,
): Promise<{ readonly statusCode: number }> {
  const [, sender = '', service = '', name = ''] = rawPath.split('/');
  if (!isTokenOf(service, headers.authorization)) return { statusCode: 401 };
  const read = Object.hasOwn(SENDERS, sender) ? SENDERS[sender] : undefined;
  if (read === undefined || name === '') return { statusCode: 404 };
  if (body.length > MAX_BODY) return { statusCode: 413 };
  const parsed = parse(isBase64Encoded ? Buffer.from(body, 'base64').toString() : body);
  if (parsed === null) return { statusCode: 400 };
  await put({ v: 1, service, name, ...read(parsed) });
  return { statusCode: 202 };
}

export function handler(request: Request): Promise<{ readonly statusCode: number }> {
  return take(request, async (detail) => {
    const entry = { Source: 'serin.signal', DetailType: 'Health Signal', Detail: JSON.stringify(detail) };
    const Entries = [{ EventBusName: process.env.BUS ?? 'serin', ...entry }];
    const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries }));
    // The sender tries again.
    if (FailedEntryCount !== 0) throw new Error('The bus did not take the signal.');
  });
}
