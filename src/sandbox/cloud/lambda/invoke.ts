import { type InvokeCommandInput, LambdaServiceException } from '@aws-sdk/client-lambda';

/** The code of a function of the model: takes the payload and returns the answer; an exception is an unhandled error. */
export type FunctionCode = (payload: unknown) => unknown;

/** The part of a function that Invoke uses. */
export interface Invocable {
  readonly code: FunctionCode;
  has(qualifier: string): boolean;
}

/** Answers Invoke: `RequestResponse` runs the code and waits for it, `DryRun` only checks that the function exists. */
export async function answerInvoke(target: Invocable, input: InvokeCommandInput): Promise<object> {
  const { Qualifier = '$LATEST', InvocationType = 'RequestResponse', Payload } = input;
  if (!target.has(Qualifier)) throw noSuchFunction(`${input.FunctionName}:${Qualifier}`);
  if (InvocationType === 'DryRun') return { StatusCode: 204 };
  if (InvocationType !== 'RequestResponse')
    throw new TypeError(`The model of Lambda invokes nothing as ${InvocationType}.`);
  try {
    const answer = await target.code(JSON.parse(Buffer.from(Payload as Uint8Array).toString()));
    return { StatusCode: 200, Payload: Buffer.from(JSON.stringify(answer ?? null)) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const body = { errorType: name, errorMessage: message };
    return { StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from(JSON.stringify(body)) };
  }
}

function noSuchFunction(name: string): LambdaServiceException {
  return new LambdaServiceException({
    name: 'ResourceNotFoundException',
    $fault: 'client',
    $metadata: { httpStatusCode: 404 },
    message: `Function not found: ${name}`,
  });
}
