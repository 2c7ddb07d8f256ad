import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { SignatureV4 } from '@smithy/signature-v4';
import { commandHash } from '../../../command/caller-proof.ts';
import type { CallerAnswer, CallerBody, CallerCommand, CallerProof } from '../../../ports/inbound/caller.ts';
import { IDENTITY_BODY, identityHeaders } from '../sts/identity-request.ts';

/** The dependencies of calling the worker. */
interface Parts {
  readonly client: LambdaClient;
  readonly functionName: string;
  readonly installation: string;
  /** The address of STS that the worker asks, by region. */
  readonly endpoint: (region: string) => string;
  /** The machine's time, in milliseconds since the epoch. */
  readonly now: () => number;
}

/** The worker was called, and it is not known what became of it: the same command may be sent again. */
export class WorkerSilent extends Error {
  readonly code = 'worker-silent';
  constructor(functionName: string, why: string, options?: ErrorOptions) {
    super(`${functionName} gave no answer: ${why}. Whether it did what was asked is not known; ask again.`, options);
    this.name = 'WorkerSilent';
  }
}

/** There is no worker here, or not for these credentials. */
export class WorkerRefused extends Error {
  readonly code: 'worker-missing' | 'worker-forbidden' | 'worker-differs';
  constructor(code: WorkerRefused['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = 'WorkerRefused';
  }
}

/** The error of the SDK for a call that AWS answered with an error. */
interface Answered {
  readonly name: string;
  readonly $fault?: 'client' | 'server';
}

/** Explains why the call failed, with a remedy; the SDK's own errors about region and credentials stay as they are. */
function explainFailure(functionName: string, cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const { name, $fault } = cause as Answered;
  if (name === 'ResourceNotFoundException') {
    const message = `There is no function ${functionName} in this account and region. Set AWS_REGION, name the installation with --name, or deploy Serin.`;
    return new WorkerRefused('worker-missing', message, { cause });
  }
  if (name === 'AccessDeniedException') {
    const message = `These credentials may not call ${functionName}. Allow lambda:InvokeFunction on it (docs/start/install.md, "Pipelines").`;
    return new WorkerRefused('worker-forbidden', message, { cause });
  }
  const isBusy = name === 'TooManyRequestsException';
  const isLost = $fault === 'server' || /^(TimeoutError|AbortError)$/.test(name) || 'errno' in cause;
  return isBusy || isLost ? new WorkerSilent(functionName, cause.message || name, { cause }) : cause;
}

function answerIn(functionName: string, payload: Uint8Array | undefined): CallerAnswer {
  const answer: unknown = JSON.parse(Buffer.from(payload ?? []).toString() || 'null');
  if ((answer as Partial<CallerAnswer> | null)?.v === 1) return answer as CallerAnswer;
  const message = `${functionName} does not know this serin. Use the serin of the version that is deployed.`;
  throw new WorkerRefused('worker-differs', message);
}

/**
 * Serin's worker, as whoever has AWS credentials speaks to it: each command is sent with a proof of who sends it, which is
 * signed anew in every try. The first permission that it takes, lambda:InvokeFunction, is the last one.
 */
export function createWorker({ client, functionName, installation, endpoint, now }: Parts) {
  const { credentials, region, sha256 } = client.config;
  const signer = new SignatureV4({ credentials, region, service: 'sts', sha256, applyChecksum: false });

  async function prove(command: CallerCommand): Promise<CallerProof> {
    const { protocol, host, hostname, port } = new URL(endpoint(await region()));
    const signed = await signer.sign(
      {
        method: 'POST',
        ...{ protocol, hostname, path: '/', body: IDENTITY_BODY },
        ...(port === '' ? {} : { port: Number(port) }),
        headers: { ...identityHeaders(commandHash(command)), host },
      },
      { signingDate: new Date(now()) },
    );
    const { authorization = '', 'x-amz-date': date = '', 'x-amz-security-token': token = null } = signed.headers;
    return { authorization, date, token };
  }

  return {
    /**
     * Sends a command and waits for the answer.
     * @param key the same for every try of one command, so that it counts once
     * @throws WorkerSilent when it is not known what became of it; WorkerRefused
     */
    async ask(body: CallerBody, key: string): Promise<CallerAnswer> {
      const command: CallerCommand = { v: 1, installation, key, issuedAt: now(), body };
      const Payload = Buffer.from(JSON.stringify({ serin: { v: 1, command, proof: await prove(command) } }));
      const invoked = await client.send(new InvokeCommand({ FunctionName: functionName, Payload })).catch((cause) => {
        throw explainFailure(functionName, cause);
      });
      if (invoked.FunctionError === undefined) return answerIn(functionName, invoked.Payload);
      throw new WorkerSilent(functionName, `it failed (${invoked.FunctionError})`);
    },
  };
}
