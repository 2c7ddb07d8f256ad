import * as z from 'zod/mini';
import { START_SHORTCUT } from '../views/modals/start-fields.ts';

const id = z.string().check(z.minLength(1));
/** Slack leaves it out, or writes null, and means the same. */
const text = z.nullish(z.string());

/** Bolt tells kinds apart by the fields they have. What has those of another kind too would be taken for that one. */
const noOther = z.optional(z.never());

/** A typed command, as far as its listener reads it. Source: "Implementing slash commands" in Slack's documentation. */
const command = z.object({
  command: id,
  team_id: id,
  user_id: id,
  channel_id: id,
  text,
  user_name: text,
  channel_name: text,
  trigger_id: text,
  response_url: text,
  event: noOther,
});

/** The texts and choices in a modal, by block and element. */
const state = z.object({
  values: z.record(
    z.string(),
    z.record(z.string(), z.object({ value: text, selected_option: z.nullish(z.object({ value: z.string() })) })),
  ),
});

/** A click, or a choice in a modal, as far as Bolt and its listener read it. Source: "block_actions payload" in Slack's documentation. */
const click = z.object({
  type: z.literal('block_actions'),
  // Null where the app is installed for a whole organisation.
  team: z.nullish(z.object({ id })),
  user: z.object({ id, name: text, username: text }),
  // Not null: Bolt reads its id unless it is left out.
  channel: z.optional(z.object({ id, name: text })),
  view: z.nullish(z.object({ type: text, external_id: text, private_metadata: text, state: z.nullish(state) })),
  response_url: text,
  trigger_id: text,
  actions: z
    .array(z.object({ type: id, action_id: id, block_id: text, action_ts: text, value: text }))
    .check(z.minLength(1), z.maxLength(1)),
  event: noOther,
  command: noOther,
  name: noOther,
});

/** A submitted modal, as far as Bolt and its listener read it. Source: "view_submission payload" in Slack's documentation. */
const submission = z.object({
  type: z.literal('view_submission'),
  team: z.nullish(z.object({ id })),
  user: z.object({ id, name: text, username: text }),
  view: z.object({
    id,
    callback_id: z.string(),
    private_metadata: text,
    app_installed_team_id: text,
    state,
  }),
  actions: noOther,
  event: noOther,
  command: noOther,
  name: noOther,
});

/** A shortcut on a message. Source: "message shortcuts payload" in Slack's documentation. */
const shortcut = z.object({
  type: z.literal('message_action'),
  callback_id: z.literal(START_SHORTCUT),
  team: z.nullish(z.object({ id })),
  user: z.object({ id, name: text, username: text }),
  channel: z.object({ id, name: text }),
  trigger_id: id,
  response_url: text,
  message: z.object({ text, attachments: z.nullish(z.array(z.object({ text, fallback: text }))) }),
  actions: noOther,
  event: noOther,
  command: noOther,
});

/** The opening of the App Home. Source: "app_home_opened event" and "Events API" in Slack's documentation. */
const homeOpened = z.object({
  type: z.literal('event_callback'),
  team_id: id,
  event_id: id,
  event: z.object({ type: z.literal('app_home_opened'), user: id, channel: text, tab: text }),
});

function shapeFor(content: Readonly<Record<string, unknown>>) {
  if ('command' in content) return command;
  if (content.type === 'event_callback') return homeOpened;
  if (content.type === 'message_action') return shortcut;
  return content.type === 'view_submission' ? submission : click;
}

/**
 * True when a command, a click, a shortcut, a submitted modal or an event has every field that its listener reads, in the right form:
 * Bolt checks none of them, and would fail or wait for an answer that never comes.
 */
export function isWellFormed(content: Readonly<Record<string, unknown>>): boolean {
  return shapeFor(content).safeParse(content).success;
}
