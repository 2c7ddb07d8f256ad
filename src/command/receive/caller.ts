import type { IamIdentity } from '../../domain/people/person.ts';
import {
  type Caller,
  type CallerAnswer,
  type CallerCommand,
  type Callers,
  IdentityUnavailable,
  ProofRefused,
} from '../../ports/inbound/caller.ts';
import type { Log } from '../../ports/log.ts';
import { commandHash, proofObjection } from '../caller-proof.ts';
import { MalformedCall, parseCall } from '../caller-wire-format.ts';

/** The dependencies of the receiver. */
interface Parts {
  readonly installation: string;
  /** The account that the worker runs in. */
  readonly account: string;
  readonly callers: Callers;
  /** The current time of the clock that callers and AWS sign by, in milliseconds since the epoch. */
  readonly now: () => number;
  readonly answer: (command: CallerCommand, by: IamIdentity) => Promise<CallerAnswer>;
  readonly log: Log;
}

function refusalAnswer(code: string, text: string): CallerAnswer {
  return { v: 1, tone: 'refused', code, text, findings: [], rollout: null, preview: null, services: null };
}

/**
 * Creates the receiver of direct calls. It accepts only a command whose caller AWS confirms, in the worker's own account. It
 * never logs the proof.
 * @returns a function of the field `serin` of the call; it answers a refusal rather than throwing one
 */
export function createCallReceiver(parts: Parts): (call: unknown) => Promise<CallerAnswer> {
  const { installation, account, callers, now, answer, log } = parts;

  async function proveCaller(
    call: unknown,
  ): Promise<{ readonly command: CallerCommand; readonly caller: Caller } | CallerAnswer> {
    const { command, proof } = parseCall(call);
    const objection = proofObjection(command, proof, { installation, now: now() });
    if (objection !== null) return refusalAnswer(objection.code, objection.text);
    const caller = await callers.whoSigned(proof, commandHash(command));
    if (caller.account === account) return { command, caller };
    const text = `Your credentials are of the account ${caller.account}; Serin runs in another one, and takes commands from there only.`;
    return refusalAnswer('other-account', text);
  }

  return async (call) => {
    try {
      const result = await proveCaller(call);
      if ('tone' in result) {
        log.warn({ code: result.code }, 'refused a direct call');
        return result;
      }
      const { command, caller } = result;
      const fields = { key: command.key, command: command.body.name, caller: caller.identity.arn };
      log.info(fields, 'command of an IAM identity');
      return await answer(command, caller.identity);
    } catch (error) {
      const isKnown =
        error instanceof MalformedCall || error instanceof ProofRefused || error instanceof IdentityUnavailable;
      if (!isKnown) throw error;
      log.warn({ code: error.code }, 'refused a direct call');
      return refusalAnswer(error.code, error.message);
    }
  };
}
