import { InvokeCommand, type InvokeCommandOutput, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { hookToken } from '../../../command/hook-token.ts';
import { wholeText } from '../../../command/whole-text.ts';
import type { HookRequest, HookResult, Hooks, HookTarget } from '../../../ports/hooks.ts';

/** The most characters kept of a text of a hook or of AWS. */
const TEXT = 300;

/** The immediate answer of a function: how it ended, or that it answers later. Many languages write null for an absent field. */
const answerShape = z.union([
  z.object({ ok: z.boolean(), text: z.nullish(z.string()) }),
  z.object({ later: z.literal(true) }),
]);

/** The dependencies of calling hooks. */
interface Parts {
  /** Must not try again by itself: a call whose answer was lost may have run. */
  readonly client: LambdaClient;
  /** The key of the tokens. */
  readonly macKey: () => Promise<string>;
}

function invokeTarget({ function: FunctionName, qualifier }: HookTarget) {
  return { FunctionName, ...(qualifier === null ? {} : { Qualifier: qualifier }) };
}

function buildPayload({ hook: _hook, answerBy, ...request }: HookRequest, token: string): Buffer {
  const payload = { v: 1, ...request, answerBy: new Date(answerBy).toISOString(), token };
  return Buffer.from(JSON.stringify(payload));
}

function errorText(error: unknown): string {
  return wholeText(error instanceof Error ? `${error.name}: ${error.message}` : String(error), TEXT);
}

function httpStatus(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
}

/**
 * Returns the result of a failed call. With a 4xx Lambda did not run the function (Lambda API reference, Invoke, "Errors"); with
 * 429 it was only busy. After any other error, above all a lost answer, it is unknown whether the function ran.
 */
function resultOfError(error: unknown): HookResult {
  const status = httpStatus(error);
  if (status === undefined || status < 400 || status >= 500) return { kind: 'unknown', text: errorText(error) };
  return { kind: 'refused', again: status === 429, text: errorText(error) };
}

function parsePayload(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString());
  } catch {
    return null;
  }
}

function toHookResult({ FunctionError, Payload }: InvokeCommandOutput): HookResult {
  const body = parsePayload(Payload);
  if (FunctionError !== undefined) {
    const message = (body as { errorMessage?: unknown } | null)?.errorMessage;
    return { kind: 'answered', ok: false, text: wholeText(String(message ?? FunctionError), TEXT) };
  }
  const answer = answerShape.safeParse(body);
  if (!answer.success) {
    const text = 'its answer is neither { ok, text } nor { later: true }';
    return { kind: 'answered', ok: false, text };
  }
  if ('later' in answer.data) return { kind: 'taken' };
  const { ok, text } = answer.data;
  return { kind: 'answered', ok, text: wholeText(text ?? '', TEXT) };
}

/**
 * Hooks as Lambda functions, called synchronously and once. An asynchronous invoke (`Event`) would be tried twice more by
 * Lambda when the function fails and may be delivered twice (Lambda Developer Guide, "Asynchronous invocation"); this one is
 * only repeated by its caller. A function that runs longer than the client waits goes on all the same, and answers by an event.
 */
export function createHooks({ client, macKey }: Parts): Hooks {
  return {
    async call(request) {
      let Payload: Buffer;
      try {
        Payload = buildPayload(request, hookToken(request, await macKey()));
      } catch (error) {
        return { kind: 'refused', again: true, text: errorText(error) };
      }
      try {
        return toHookResult(await client.send(new InvokeCommand({ ...invokeTarget(request.hook), Payload })));
      } catch (error) {
        return resultOfError(error);
      }
    },

    async whyNot(hook) {
      try {
        await client.send(new InvokeCommand({ ...invokeTarget(hook), InvocationType: 'DryRun' }));
        return null;
      } catch (error) {
        const status = httpStatus(error);
        if (status === undefined || status < 400 || status >= 500 || status === 429) throw error;
        return explainFailure(hook, error, status);
      }
    },
  };
}

function explainFailure(hook: HookTarget, error: unknown, status: number): { message: string; remedy: string } {
  const name = hook.qualifier === null ? hook.function : `${hook.function}:${hook.qualifier}`;
  if (status === 404) {
    return { message: `There is no function ${name}.`, remedy: 'Deploy it, or correct the hook in serin.yml.' };
  }
  if (status === 403) {
    const remedy = 'Deploy Serin with a --param="hooks=…" that names it; see docs/reference/steps.md.';
    return { message: `Serin may not call ${name}.`, remedy };
  }
  return { message: `${name} cannot be called: ${errorText(error)}.`, remedy: 'Fix the function, then start again.' };
}
