import { signalToken } from '../../src/command/signal-token.ts';
import type { SignalBus, SignalSettings, SignalSource, ToldSignal } from '../../src/ports/health/signal-intake.ts';
import { createSignals } from '../../src/signals/signals.ts';

export const NOW = Date.UTC(2026, 0, 5, 9);
export const KEY = 'a-key-of-at-least-32-characters-0';
export const TOKEN = signalToken({ service: 'checkout', generation: 1 }, KEY);

export interface Sent {
  readonly path?: string;
  readonly query?: string;
  readonly method?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly isBase64?: boolean;
}

/** A request of a monitor, as API Gateway hands it over. */
export function aRequest({
  path = '/signals/checkout',
  query = '',
  method = 'PUT',
  token = TOKEN,
  headers = { authorization: `Bearer ${token}` },
  body = { name: 'own-check', health: 'healthy' },
  isBase64 = false,
}: Sent): object {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    ...{ version: '2.0', rawPath: path, rawQueryString: query, headers },
    requestContext: { stage: '$default', http: { method } },
    body: isBase64 ? Buffer.from(text).toString('base64') : text,
    isBase64Encoded: isBase64,
  };
}

const CHECKOUT: SignalSettings = {
  signals: ['own-check', 'datadog-checkout', 'grafana-latency', 'prometheus'].map((name) => ({
    name,
    expires: 300_000,
  })),
  generations: [1],
};

/** The function with a bus and a source that keep what they were asked. */
export function anIntake({
  source = {},
  put = async () => undefined,
}: {
  readonly source?: Partial<SignalSource>;
  readonly put?: SignalBus['put'];
} = {}) {
  const taken: ToldSignal[] = [];
  const asked: string[] = [];
  const logged: string[] = [];
  const log = (fields: object, message: string) => logged.push(JSON.stringify({ ...fields, message }));
  const handler = createSignals({
    source: {
      key: async () => KEY,
      settings: async (service, fresh) => {
        asked.push(`${service}${fresh ? ', fresh' : ''}`);
        return service === 'checkout' ? CHECKOUT : null;
      },
      ...source,
    },
    bus: {
      put: async (signal) => {
        await put(signal);
        taken.push(signal);
      },
    },
    clock: { now: () => NOW, wait: async () => undefined },
    log: { info: log, warn: log, error: log },
  });
  const send = async (sent: Sent) => {
    const { statusCode, headers, body } = await handler(aRequest(sent));
    return { statusCode, headers, body: JSON.parse(body) as { error?: string; message?: string; problems?: string[] } };
  };
  return { handler, send, taken, asked, logged };
}
