import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const SIGNING_SECRET = 'a-signing-secret';

/** The parameters that a Slack function asks for, by the ends of their names. */
const PARAMETERS: Readonly<Record<string, string>> = {
  'signing-secret': SIGNING_SECRET,
  'bot-token': 'xoxb-bench',
  'mac-key': 'm'.repeat(64),
  'team-id': 'T1',
  'app-id': 'A1',
  'bot-id': 'B1',
  'bot-user-id': 'U1',
};

function answer(target: string, body: string): object {
  if (target.endsWith('PutEvents')) return { FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] };
  const { Names } = JSON.parse(body) as { readonly Names: readonly string[] };
  const found = Names.flatMap((Name) => {
    const Value = PARAMETERS[Name.slice(Name.lastIndexOf('/') + 1)];
    return Value === undefined ? [] : [{ Name, Value, Type: 'SecureString', Version: 1 }];
  });
  return { Parameters: found, InvalidParameters: Names.filter((name) => !found.some(({ Name }) => Name === name)) };
}

/** A stand-in for SSM and EventBridge on loopback that answers at once. */
export async function startWorld() {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = answer(String(request.headers['x-amz-target']), Buffer.concat(chunks).toString());
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      SERIN_BUS: 'serin',
      SERIN_SECRETS_PREFIX: '/serin/slack/',
      SERIN_LOG_LEVEL: 'info',
    },
    end: () => new Promise((done) => server.close(done)),
  };
}

/** A typed `/canary pause checkout`, signed as Slack signs it at this moment. */
export function signedCommand(): object {
  const fields = {
    ...{ command: '/canary', text: 'pause checkout', team_id: 'T1', api_app_id: 'A1', trigger_id: '1.2.abc' },
    ...{ user_id: 'U2', user_name: 'ada', channel_id: 'C1', channel_name: 'releases' },
    response_url: 'https://hooks.slack.com/commands/T1/1/abc',
  };
  const body = new URLSearchParams(fields).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
  const http = {
    method: 'POST',
    path: '/slack/events',
    protocol: 'HTTP/1.1',
    sourceIp: '127.0.0.1',
    userAgent: 'Slack',
  };
  return {
    ...{ version: '2.0', routeKey: '$default', rawPath: '/slack/events', rawQueryString: '', headers, body },
    requestContext: { stage: '$default', http, requestId: 'bench' },
    isBase64Encoded: false,
  };
}
