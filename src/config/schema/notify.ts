import * as z from 'zod';
import type { Notify } from '../../domain/people/notify.ts';
import { limits } from '../read/limits.ts';

const someone = z
  .string()
  .regex(
    /^[UWS][A-Z0-9]{2,20}$/,
    'Slack calls people by id: a user (U…, W…) or a user group (S…); it does not call e-mail addresses',
  )
  .meta({ description: 'A Slack user id (U…, W…) or a user group id (S…).', examples: ['S0ONCALL'] });

const list = z.array(someone).min(1).max(limits.approvers);

const peopleFor = (when: string) =>
  list.optional().meta({
    description: `Who is called when ${when}.`,
    default: 'nobody else',
    examples: [['S0ONCALL']],
  });

/** The people whom messages in the channel call, as they are written in serin.yml. */
export const notifySchema = z
  .strictObject({
    rollback: peopleFor('a rollback begins'),
    hold: peopleFor(
      'Serin holds and asks, an alarm asks, a target does not come to its share, or a pause of ECS ends soon',
    ),
    stuck: peopleFor('a target cannot be brought back'),
    end: z
      .union([z.literal('off'), list])
      .optional()
      .meta({
        description:
          'Who is called when a rollout is completed; off: the card and its thread say it, the channel does not.',
        default: 'nobody else',
        examples: ['off'],
      }),
  })
  .meta({
    description:
      'Whom messages in the channel call, beside the person who started the rollout and the one who approved last (docs/guides/slack.md).',
    examples: [{ rollback: ['S0ONCALL'], end: 'off' }],
  });

/** Returns the field `notify` of a service; nothing where nobody is named. */
export function toNotify(written: z.infer<typeof notifySchema> = {}): { readonly notify?: Notify } {
  const said = Object.entries(written).filter(([, who]) => who !== undefined);
  return said.length === 0 ? {} : { notify: Object.fromEntries(said) };
}
