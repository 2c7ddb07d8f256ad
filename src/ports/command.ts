import type { ReplyTo } from '../rollout/effect.ts';
import type { Person } from '../rollout/record.ts';
import type { Origin } from './people.ts';

/** What a person can ask of the worker. */
export type CommandBody =
  | {
      readonly name: 'start';
      readonly service: string;
      readonly label: string;
      readonly explicit: Readonly<Record<string, string>>;
      readonly force: boolean;
      readonly adopt: boolean;
    }
  | { readonly name: 'status'; readonly service: string }
  | { readonly name: 'list' }
  | {
      readonly name: 'approve';
      readonly service: string;
      readonly rollout: string | null;
      readonly gate: { readonly step: number; readonly openedAt: number } | null;
    }
  | {
      readonly name: 'pause' | 'resume' | 'promote' | 'skip';
      readonly service: string;
      readonly rollout: string | null;
    }
  | {
      readonly name: 'reject' | 'rollback';
      readonly service: string;
      readonly rollout: string | null;
      readonly text: string;
    };

/** A command on its way from Slack to the worker. */
export interface Command {
  readonly v: 1;
  /** Made from Slack's request (trigger or action id), so that a retry has the same key. */
  readonly key: string;
  /** When Slack says it was sent, in milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly by: Person;
  readonly team: string;
  readonly origin: Origin;
  readonly replyTo: ReplyTo;
  readonly body: CommandBody;
}

/** A command with the proof that the Slack function made it. */
export interface SignedCommand {
  readonly command: Command;
  /** HMAC-SHA256 over the canonical JSON of `command`, hex. */
  readonly mac: string;
}
