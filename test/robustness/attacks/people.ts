import { buttonClick, type SlackRequest, slashCommand } from '../../../src/sandbox/slack/user.ts';
import { planted } from './planted.ts';
import type { Premises } from './premises.ts';

/** Somebody in the channel, who speaks as Slack would let them. */
export interface Person {
  /** Types `/canary <text>`, and is answered with this. */
  types(text: string): Promise<{ readonly statusCode: number; readonly body: string }>;
  /** Clicks a button that has this value. */
  clicks(actionId: string, value: string): Promise<{ readonly statusCode: number; readonly body: string }>;
}

/** A request of Slack as an HTTP API hands it to a function. */
function asEvent({ headers, body }: SlackRequest): object {
  return {
    version: '2.0',
    rawPath: '/slack/events',
    rawQueryString: '',
    headers,
    requestContext: { stage: '$default', http: { method: 'POST', sourceIp: '127.0.0.1' } },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  };
}

/** Alice, Bob and Carol. */
export function people(premises: Premises): Readonly<Record<'alice' | 'bob' | 'carol', Person>> {
  const { workspace } = premises;
  let spoken = 0;
  const person = (name: string): Person => {
    const actor = {
      user: { id: workspace.users[name] as string, name },
      channel: { id: workspace.channels.deploys as string, name: 'deploys' },
      teamId: workspace.teamId,
      appId: workspace.appId,
      responseUrl: planted.responseUrl,
    };
    const signing = () => {
      spoken += 1;
      return { secret: planted.signingSecret, at: premises.now(), nonce: String(spoken) };
    };
    const ask = async (request: SlackRequest) => {
      const { answer, thrown } = await premises.invoke('slack', asEvent(request));
      if (thrown !== undefined) throw new Error(thrown);
      return answer as { readonly statusCode: number; readonly body: string };
    };
    return {
      types: (text) => ask(slashCommand(actor, text, signing())),
      clicks: (actionId, value) => ask(buttonClick(actor, { ts: '1.1' }, { actionId, blockId: 'b', value }, signing())),
    };
  };
  return { alice: person('alice'), bob: person('bob'), carol: person('carol') };
}
