/**
 * SQS in moto, over its JSON protocol: it only serves to read back what rules deliver.
 * @param url of moto
 */
export function createQueues(url: string) {
  const call = async (operation: string, input: object): Promise<Readonly<Record<string, unknown>>> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=any/20260105/us-east-1/sqs/aws4_request',
    };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
    if (!response.ok) throw new Error(`SQS ${operation}: ${await response.text()}`);
    return (await response.json()) as Readonly<Record<string, unknown>>;
  };
  return {
    create: async (QueueName: string) => String((await call('CreateQueue', { QueueName })).QueueUrl),
    /** Takes what is there, oldest first. */
    async take(QueueUrl: string): Promise<readonly unknown[]> {
      const { Messages = [] } = await call('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
      const messages = Messages as readonly { readonly Body: string; readonly ReceiptHandle: string }[];
      for (const { ReceiptHandle } of messages) await call('DeleteMessage', { QueueUrl, ReceiptHandle });
      return messages.map(({ Body }) => JSON.parse(Body));
    },
  };
}
