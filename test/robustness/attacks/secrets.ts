import { planted } from './planted.ts';
import type { Premises } from './premises.ts';
import type { Sent } from './wire.ts';

/** Where a secret was found that is not to be there. */
export interface Leak {
  readonly secret: string;
  readonly where: string;
}

/** Secrets that are nowhere but in SSM, and those that are only in a header to who gave them. */
const NOWHERE = {
  signingSecret: planted.signingSecret,
  macKey: planted.macKey,
  signalKey: planted.signalKey,
  functionKey: planted.functionKey,
  callersKey: planted.callersKey,
} as const;

/** A header by which Serin says who it is, where that is the place to say it. */
const PROOFS: Readonly<Record<string, readonly string[]>> = {
  slack: ['authorization'],
  launchdarkly: ['authorization'],
  sts: ['authorization', 'x-amz-security-token'],
};

/** A request without what may be in it: the proof of who asks, and its own address. */
function publicPart({ to, what, headers, body }: Sent): string {
  const proofs = PROOFS[to] ?? ['authorization', 'x-amz-security-token'];
  const shown = Object.entries(headers).filter(([name]) => !proofs.includes(name));
  return decodeURIComponent(JSON.stringify([what, shown]).replaceAll('%', '%25')) + body;
}

/** A text without the metadata of a form: Slack, which gave the address of an answer, keeps that for the app alone. */
const withoutMetadata = (text: string) => text.replace(/"private_metadata":"(?:[^"\\]|\\.)*"/g, '');

/** Places that what is answered to later has to pass: the bus and the record, and the hook that gets its own token. */
const isOnItsWay = ({ to, what }: Sent) => to === 'DynamoDB' || what === 'PutEvents' || to === 'hooks';

/** The tokens that hooks were called with. */
function hookTokens(sent: readonly Sent[]): readonly string[] {
  return sent.flatMap(({ what, body }) => (what === 'Invoke' && body !== '' ? [JSON.parse(body).token as string] : []));
}

/** Looks for every planted secret in everything that the functions wrote, sent and answered. */
export function leaksIn(premises: Premises): readonly Leak[] {
  const { sent, answers } = premises;
  const logs = Object.entries(premises.written());
  const everywhere = [
    ...logs.map(([name, text]) => ({ where: `the log of ${name}`, text })),
    ...answers.map((text, i) => ({ where: `answer ${i}: ${text.slice(0, 80)}`, text })),
  ];
  const requests = sent.map((one) => ({ one, where: `${one.to} ${one.what}`, text: publicPart(one) }));
  const apart = {
    ...NOWHERE,
    botToken: premises.workspace.token,
    launchdarkly: planted.launchdarkly,
    functionSession: planted.functionSession,
    callersSession: planted.callersSession,
  };
  const quiet = { ...apart, responseUrl: planted.responseUrl };
  const tokens = Object.fromEntries(hookTokens(sent).map((token, i) => [`hook token ${i}`, token]));
  const found = (secrets: Readonly<Record<string, string>>, places: readonly { where: string; text: string }[]) =>
    Object.entries(secrets).flatMap(([secret, value]) =>
      places.filter(({ text }) => text.includes(value)).map(({ where }) => ({ secret, where })),
    );
  return [
    ...found({ ...quiet, ...tokens }, everywhere),
    ...found(apart, requests),
    ...found(
      { responseUrl: planted.responseUrl },
      requests.filter(({ one }) => !isOnItsWay(one)).map(({ where, text }) => ({ where, text: withoutMetadata(text) })),
    ),
    ...found(
      tokens,
      requests.filter(({ one }) => one.what !== 'Invoke'),
    ),
  ];
}
