import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Log } from '../../../ports/log.ts';
import { formRefusal, optionRefusal, refusalView } from '../views/replies/refusal.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { RejectedRequest } from './verify-request.ts';

/** Answers a request that Slack signed and that goes no further, so that the person sees why. */
export type RefusedAnswers = (refused: RejectedRequest) => Promise<APIGatewayProxyStructuredResultV2>;

/** The blocks of a form in which something is typed or chosen: an error can stand under one of them. */
const form = z.object({
  view: z.object({ blocks: z.array(z.object({ type: z.string(), block_id: z.nullish(z.string()) })) }),
});

function inputIn(content: RejectedRequest['content']): string | null {
  const { data } = z.safeParse(form, content);
  return data?.view.blocks.find(({ type, block_id }) => type === 'input' && !!block_id)?.block_id ?? null;
}

const json = (body: object): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});

/**
 * A command is answered in its acknowledgement, a form in its errors, a choice in its list, everything else through its
 * response_url. What has no way to its person gets the bare status, which Slack shows as an error of the app.
 */
export function createRefusedAnswers(deps: { readonly responseUrls: ResponseUrls; readonly log: Log }): RefusedAnswers {
  const { responseUrls, log } = deps;
  return async ({ content, status, why }) => {
    if (typeof content.command === 'string') return json({ response_type: 'ephemeral', ...refusalView(why) });
    if (content.type === 'view_submission') return json(formRefusal(why, inputIn(content)));
    if (content.type === 'block_suggestion') return json(optionRefusal(why));
    const bare = { statusCode: status, body: '' };
    if (typeof content.response_url !== 'string' || content.response_url === '') return bare;
    try {
      await responseUrls.answer(content.response_url, refusalView(why));
      return { statusCode: 200, body: '' };
    } catch (error) {
      log.error({ error, why }, 'a refusal did not reach the person');
      return bare;
    }
  };
}
