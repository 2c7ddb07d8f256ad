import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import bolt from '@slack/bolt';

// The leanest arrangement of Bolt: its own receiver for Lambda, no Express, secrets by the SDK, the command to a bus.

async function start() {
  const Names = ['signing-secret', 'bot-token'].map((name) => `${process.env.SERIN_SECRETS_PREFIX}${name}`);
  const { Parameters = [] } = await new SSMClient({}).send(new GetParametersCommand({ Names, WithDecryption: true }));
  const secretOf = (name: string) => Parameters.find(({ Name }) => Name?.endsWith(name))?.Value ?? '';
  const receiver = new bolt.AwsLambdaReceiver({ signingSecret: secretOf('signing-secret') });
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
  return receiver.start();
}

let started: ReturnType<typeof start> | undefined;

/** @param event a request of an HTTP API */
export async function handler(
  event: Parameters<Awaited<ReturnType<typeof start>>>[0],
  context: unknown,
): Promise<object> {
  started ??= start();
  return (await started)(event, context);
}
