import type { FunctionName } from './deps.ts';

/** An event that a function reads and then ignores, and a test whether its answer shows that it did. */
interface Probe {
  readonly event: unknown;
  isRight(answer: unknown): boolean;
}

const isNothing = (answer: unknown): boolean => answer === null || answer === undefined;

/** Returns the status of an HTTP answer; undefined when it is no HTTP answer. */
const readStatus = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && 'statusCode' in answer ? answer.statusCode : undefined;

/** A name that nothing in Serin has. */
const NOBODY = 'serin-doctor';

/** A request without a signature: answered 401, after the function has read the secrets. */
const slack: Probe = {
  event: {
    version: '2.0',
    rawPath: '/slack/events',
    rawQueryString: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    requestContext: { stage: '$default', http: { method: 'POST', sourceIp: '127.0.0.1' } },
    body: '',
    isBase64Encoded: false,
  },
  isRight: (answer) => readStatus(answer) === 401,
};

/** A question about an unknown service: answered 404, after the function has read the names of all services. */
const discovery: Probe = {
  event: {
    version: '2.0',
    rawPath: `/discovery/${NOBODY}`,
    rawQueryString: `user=${NOBODY}`,
    headers: {},
    requestContext: { stage: '$default', http: { method: 'GET', sourceIp: '127.0.0.1' } },
    isBase64Encoded: false,
  },
  isRight: (answer) => readStatus(answer) === 404,
};

/** A signal with a token that is none: answered 401, after the function has read the key. */
const signals: Probe = {
  event: {
    version: '2.0',
    rawPath: `/signals/${NOBODY}`,
    rawQueryString: '',
    headers: { authorization: `Bearer serin-signal-1-${'0'.repeat(64)}` },
    requestContext: { stage: '$default', http: { method: 'PUT', sourceIp: '127.0.0.1' } },
    body: '{}',
    isBase64Encoded: false,
  },
  isRight: (answer) => readStatus(answer) === 401,
};

/** A command whose MAC matches no key: dropped after the function has read the key, and logged as forged. */
const worker: Probe = {
  event: {
    source: 'serin',
    detail: {
      command: {
        v: 1,
        key: NOBODY,
        issuedAt: 0,
        by: { id: NOBODY, name: NOBODY },
        team: NOBODY,
        origin: { channelId: NOBODY, channelName: NOBODY },
        replyTo: { user: NOBODY, channel: NOBODY, responseUrl: '' },
        body: { name: 'list' },
      },
      mac: '0'.repeat(64),
    },
  },
  isRight: isNothing,
};

/** An alarm that no service watches: the function looks it up in the table. */
const alarm: Probe = {
  event: {
    version: '0',
    id: NOBODY,
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '000000000000',
    time: '1970-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [`arn:aws:cloudwatch:us-east-1:000000000000:alarm:${NOBODY}`],
    detail: {
      alarmName: NOBODY,
      configuration: { metrics: [] },
      previousState: { value: 'ALARM', reason: NOBODY, timestamp: '1970-01-01T00:00:00.000+0000' },
      state: { value: 'OK', reason: NOBODY, timestamp: '1970-01-01T00:00:00.000+0000' },
    },
  },
  isRight: isNothing,
};

/** A timer of an unknown service: the function loads its record. */
const timer: Probe = {
  event: { service: NOBODY, rollout: NOBODY, seq: 0, step: 0, generation: 0, at: 0 },
  isRight: isNothing,
};

export const probes: Readonly<Record<FunctionName, Probe>> = { slack, discovery, signals, worker, alarm, timer };
