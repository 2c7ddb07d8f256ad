import { type ChangeResourceRecordSetsCommand, InvalidChangeBatch } from '@aws-sdk/client-route-53';

/** The answer that the API reference shows for InvalidChangeBatch: without the code that every other error has. */
const MESSAGES = /<InvalidChangeBatch[\s>]/;
const MESSAGE = /<Message>([\s\S]*?)<\/Message>/g;

/** The value that passes through a handler of the SDK, as far as it is used here. */
interface Answer {
  readonly response: unknown;
}

/**
 * Lets a command understand both answers by which Route 53 refuses a change batch. The SDK knows only the one with a code, and
 * makes an error without a name or a message of the other (Route 53 API reference, ChangeResourceRecordSets, "Errors").
 */
export function readMessages(command: ChangeResourceRecordSetsCommand): void {
  command.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const refusal = await refusalIn(answer);
      if (refusal !== null) throw refusal;
      return answer;
    },
    { step: 'deserialize', priority: 'low', name: 'route53Messages' },
  );
}

async function refusalIn({ response }: Answer): Promise<InvalidChangeBatch | null> {
  const http = response as { statusCode: number; body: AsyncIterable<Uint8Array> | Uint8Array };
  if (http.statusCode !== 400) return null;
  const chunks: Uint8Array[] = [];
  for await (const chunk of http.body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  // What was read is gone from the connection: whoever reads on gets it from here.
  http.body = new Uint8Array(bytes);
  const text = bytes.toString();
  if (!MESSAGES.test(text)) return null;
  const messages = [...text.matchAll(MESSAGE)].map(([, message = '']) => unescapeXml(message));
  const $metadata = { httpStatusCode: 400 };
  return new InvalidChangeBatch({ message: `[${messages.join(', ')}]`, messages, $metadata });
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'" };

function unescapeXml(xml: string): string {
  return xml.replace(/&(amp|lt|gt|quot|apos|#39);/g, (_, name: string) => ENTITIES[name] as string);
}
