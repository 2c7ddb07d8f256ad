import * as z from 'zod/mini';
import type { HookAnswer } from '../../ports/hooks.ts';
import type { Log } from '../../ports/log.ts';
import { isHookToken } from '../hook-token.ts';
import { commandLimits as limits, servicePattern } from '../limits.ts';
import { wholeText } from '../whole-text.ts';
import { problemsIn } from '../wire-format.ts';

/** The maximum length of a hook's text, and of the part that is kept, in characters. */
const MAX_TEXT = 10_000;
const MAX_SHOWN_TEXT = 300;

const count = z.number().check(z.int(), z.nonnegative());

/** The detail of the event with which a hook answers. Every field is bounded and unknown fields are refused. */
const shape = z.strictObject({
  v: z.literal(1),
  service: z.string().check(z.regex(servicePattern)),
  rollout: z.string().check(z.minLength(1), z.maxLength(limits.key)),
  step: count,
  call: count,
  ok: z.boolean(),
  text: z.nullish(z.string().check(z.maxLength(MAX_TEXT))),
  token: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
});

/** The dependencies of the receiver. */
interface Parts {
  readonly macKey: () => Promise<string>;
  readonly accept: (answer: HookAnswer) => Promise<void>;
  readonly log: Log;
}

/**
 * Creates the receiver of hook answers from the bus. It accepts only an answer with the token of its call. Any other answer is
 * dropped and logged without its token; a retry cannot make it valid.
 * @returns a function of the event's detail; it throws the errors of `accept` and of reading the key, so that the event is
 * retried
 */
export function createHookReceiver({ macKey, accept, log }: Parts): (detail: unknown) => Promise<void> {
  return async (detail) => {
    const parsed = shape.safeParse(detail);
    if (!parsed.success) {
      const problems = problemsIn(parsed.error, 'detail');
      return log.error(
        { code: 'malformed-hook-answer', problems },
        'dropped an answer of a hook that has not its shape',
      );
    }
    const { v: _v, token, text, ...answer } = parsed.data;
    if (isHookToken(token, answer, await macKey()))
      return accept({ ...answer, text: wholeText(text ?? '', MAX_SHOWN_TEXT) });
    const { service, rollout, step, call } = answer;
    log.error(
      { code: 'forged-hook-answer', service, rollout, step, call },
      'dropped an answer whose token does not fit',
    );
  };
}
