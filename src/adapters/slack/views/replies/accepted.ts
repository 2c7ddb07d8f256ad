import type { CommandBody } from '../../../../ports/command.ts';
import { section } from '../parts/blocks.ts';
import { escapeMrkdwn } from '../parts/mrkdwn.ts';
import type { View } from '../parts/view.ts';

function words(body: CommandBody): string {
  switch (body.name) {
    case 'list':
      return 'list the services';
    case 'status':
      return `show the status of ${body.service}`;
    case 'env':
      return `show the environments of ${body.service}`;
    case 'start':
      return `start ${body.label} of ${body.service}`;
    case 'sync':
      return body.plan === null ? `compare the environments of ${body.service}` : `sync ${body.service}`;
    case 'stop-sync':
      return `stop the sync of ${body.service}`;
    case 'hook-done':
      return `resume ${body.service} with its hook done`;
    case 'put-back':
      return `put back what somebody changed in ${body.service}`;
    case 'accept':
      return `leave what somebody changed in ${body.service}`;
    case 'freeze-all':
      return 'freeze all services';
    case 'unfreeze-all':
      return 'lift the freeze of all services';
    case 'rollback':
      return `roll ${body.service} back`;
    default:
      return `${body.name} ${body.service}`;
  }
}

/** Says that a command was taken; the answer follows from the worker. */
export function acceptedView(body: CommandBody): View {
  const text = `Asked Serin to ${escapeMrkdwn(words(body), 200)}.`;
  return { text, blocks: [section(text)] };
}
