import type { SignedRefusal } from '../../inbound/verify-request.ts';
import { section } from '../parts/blocks.ts';
import { sayingModal } from '../parts/modal.ts';
import type { View } from '../parts/view.ts';

const words: Readonly<Record<SignedRefusal, string>> = {
  'other-workspace':
    '⛔ Serin refused this: you or this channel belong to another Slack workspace than the one it serves. Nothing was changed. Ask somebody of that workspace. If both workspaces are in one Enterprise Grid organisation, whoever runs Serin stores its id: `serin secrets`, `enterprise-id`.',
  'other-enterprise':
    '⛔ Serin refused this: you or this channel belong to another Slack organisation than the one it serves. Nothing was changed. Ask somebody of that organisation.',
  'other-app':
    '⛔ Serin refused this: it came through another Slack app than the one it belongs to. Nothing was changed. Ask whoever runs Serin to compare the App ID with `app-id` in `serin secrets`.',
  'kind-not-handled':
    '⛔ Serin refused this: it answers `/canary`, its buttons and its forms only. Nothing was changed. `/canary help` lists what you can ask for.',
  malformed:
    '⛔ Serin refused this: Slack sent it in a form that Serin cannot read. Nothing was changed. Type the command in the channel of the service; `/canary help` lists them.',
};

/** The same in the 75 characters that an option has. */
const short: Readonly<Record<SignedRefusal, string>> = {
  'other-workspace': 'Refused: not of the Slack workspace that Serin serves',
  'other-enterprise': 'Refused: not of the Slack organisation that Serin serves',
  'other-app': 'Refused: not the Slack app that Serin belongs to',
  'kind-not-handled': 'Refused: Serin does not answer this',
  malformed: 'Refused: Serin cannot read what Slack sent',
};

/** Says that a command or a click was refused before anything was done. */
export function refusalView(why: SignedRefusal): View {
  return { text: words[why], blocks: [section(words[why])] };
}

/**
 * Says the same in a form that was submitted: under its first field, or instead of the form where it has none.
 * Source: "Modals", "Displaying errors in views" in Slack's documentation.
 */
export function formRefusal(why: SignedRefusal, block: string | null): object {
  if (block !== null) return { response_action: 'errors', errors: { [block]: words[why] } };
  return { response_action: 'update', view: sayingModal(words[why]) };
}

/** Says the same as the only choice of a list that Slack asked for. Source: "block_suggestion payload". */
export function optionRefusal(why: SignedRefusal): object {
  return { options: [{ text: { type: 'plain_text', text: short[why] }, value: why }] };
}
