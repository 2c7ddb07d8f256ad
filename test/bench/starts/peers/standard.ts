import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import bolt from '@slack/bolt';
import serverlessHttp from 'serverless-http';

// The arrangement that most teams have: Bolt on Express behind serverless-http, secrets by the SDK, the command to a bus.

async function start() {
  const Names = ['signing-secret', 'bot-token'].map((name) => `${process.env.SERIN_SECRETS_PREFIX}${name}`);
  const { Parameters = [] } = await new SSMClient({}).send(new GetParametersCommand({ Names, WithDecryption: true }));
  const secretOf = (name: string) => Parameters.find(({ Name }) => Name?.endsWith(name))?.Value ?? '';
  const receiver = new bolt.ExpressReceiver({
    signingSecret: secretOf('signing-secret'),
    processBeforeResponse: true,
    endpoints: '/slack/events',
  });
  const app = new bolt.App({
    receiver,
    authorize: async () => ({ botToken: secretOf('bot-token'), botId: 'B1', botUserId: 'U1' }),
  });
  const events = new EventBridgeClient({});
  app.command('/canary', async ({ command, ack }) => {
    const entry = {
      EventBusName: process.env.SERIN_BUS,
      Source: 'peer',
      DetailType: 'Command',
      Detail: JSON.stringify({ text: command.text, user: command.user_id, channel: command.channel_id }),
    };
    await events.send(new PutEventsCommand({ Entries: [entry] }));
    await ack('Asked.');
  });
  return serverlessHttp(receiver.app);
}

let started: ReturnType<typeof start> | undefined;

/** @param event a request of an HTTP API, payload format 2.0 */
export async function handler(event: object, context: object): Promise<object> {
  started ??= start();
  return (await started)(event, context);
}
