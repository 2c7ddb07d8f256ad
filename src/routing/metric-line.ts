import { usableKey } from './arm.ts';
import { murmur3 } from './hash.ts';

/** One request that is over. */
export interface RecordedRequest {
  readonly service: string;
  /** The value of the dimension `arm`. */
  readonly arm: string;
  /** The moment of the end, in milliseconds since the epoch. */
  readonly at: number;
  readonly latencyMs: number;
  readonly isError: boolean;
  /** The id of the user; undefined where it is not known. Only its hash is written. */
  readonly user: unknown;
}

/** The default namespace of the metrics. */
export const NAMESPACE = 'Serin';

/** The metrics of a request: `Sum` counts requests and errors, and latency has one value per request. */
const METRICS = [
  { Name: 'requests', Unit: 'Count' },
  { Name: 'errors', Unit: 'Count' },
  { Name: 'latency', Unit: 'Milliseconds' },
];

/**
 * Returns 8 hexadecimal digits that stand for a user: the same for the same salt and id, and no id in them. It keeps ids out of
 * logs, no more: with the salt, anybody can test which hash an id has.
 */
function hashUser(salt: string, id: string): string {
  return murmur3(id, murmur3(salt, 0)).toString(16).padStart(8, '0');
}

/**
 * Returns a request as one line of CloudWatch's embedded metric format, with its line break. CloudWatch makes the metrics
 * `requests`, `errors` and `latency` of it, by `service` and `arm`; the user's hash is a property of the line.
 *
 * Source: CloudWatch User Guide, "Specification: Embedded metric format".
 */
export function metricLine(request: RecordedRequest, namespace: string, salt: string): string {
  const { service, arm, at, latencyMs, isError } = request;
  const user = usableKey(typeof request.user === 'string' ? request.user : null);
  const document = {
    _aws: {
      Timestamp: Math.round(at),
      CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [['service', 'arm']], Metrics: METRICS }],
    },
    service,
    arm,
    requests: 1,
    errors: isError ? 1 : 0,
    latency: Math.max(0, latencyMs),
    ...(user !== null && { user: hashUser(salt, user) }),
  };
  return `${JSON.stringify(document)}\n`;
}
