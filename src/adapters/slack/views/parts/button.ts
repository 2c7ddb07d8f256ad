import * as z from 'zod/mini';
import { commandLimits as limits, servicePattern } from '../../../../command/limits.ts';
import { shownStartFields } from '../../../../command/wire-format.ts';

/** The buttons there are. Each is also the name of the command it asks for. */
export const buttonNames = [
  'approve',
  'withdraw',
  'reject',
  'pause',
  'resume',
  'put-back',
  'accept',
  'promote',
  'rollback',
  'skip',
] as const;

/** The name of a button. */
export type ButtonName = (typeof buttonNames)[number];

/** The value of a button: ids only. The worker checks on every click who may click. */
export interface ButtonValue {
  readonly service: string;
  readonly rollout: string;
  /** The step that was current when the button was drawn, and since when the rollout was in its phase. */
  readonly step: number;
  readonly since: number;
}

/** The fields of a button's value; a modal that the button opens carries them on. */
export const buttonFields = {
  service: z.string().check(z.regex(servicePattern)),
  rollout: z.string().check(z.minLength(1), z.maxLength(limits.key)),
  step: z.number().check(z.int(), z.nonnegative()),
  since: z.number().check(z.int(), z.nonnegative()),
};

const shape = z.strictObject(buttonFields);

/** The buttons of a sync. */
export const syncButtonNames = ['sync', 'look-at-sync', 'stop-sync'] as const;

/** The name of a sync's button. */
export type SyncButtonName = (typeof syncButtonNames)[number];

/** The value of a sync's button: the service, and the id of the table or of the sync that it was drawn for. */
export interface SyncButtonValue {
  readonly service: string;
  readonly id: string;
}

const syncShape = z.strictObject({
  service: z.string().check(z.regex(servicePattern)),
  id: z.string().check(z.minLength(1), z.maxLength(limits.key)),
});

/** The buttons under a queue that has stopped: to let it go on, and to take out the start that is next in it. */
export const queueButtonNames = ['resume-queue', 'leave-queue'] as const;

/** The name of a button under a queue that has stopped. */
export type QueueButtonName = (typeof queueButtonNames)[number];

const queueShape = z.strictObject({
  service: z.string().check(z.regex(servicePattern)),
  /** The version that was next. */
  label: z.string().check(z.minLength(1), z.maxLength(limits.label)),
  /** The moment at which the queue stopped. */
  stop: z.number().check(z.int(), z.nonnegative()),
});

/** The value of a button under a queue that has stopped. */
export type QueueButtonValue = z.output<typeof queueShape>;

/** The buttons under a start that was shown: to start it, and to leave it. */
export const startButtonNames = ['start', 'cancel-start'] as const;

/** The name of a button under a start that was shown. */
export type StartButtonName = (typeof startButtonNames)[number];

const startShape = z.strictObject(shownStartFields);

/** The value of the button that starts what was shown: the start, and a digest of each part of it. */
export type StartButtonValue = z.output<typeof startShape>;

/** The action_id of a button: at most 255 characters, the same in every message. */
export function actionId(name: ButtonName | SyncButtonName | QueueButtonName | StartButtonName): string {
  return `serin:${name}`;
}

/** The value of a button: at most 2000 characters, as Slack allows; this one stays far below. */
export function encodeValue(value: ButtonValue | SyncButtonValue | QueueButtonValue | StartButtonValue): string {
  return JSON.stringify(value);
}

/** Reads a button's value; null when it is not one of this version. */
export function decodeValue(text: string | undefined): ButtonValue | null {
  return decodeJson(shape, text);
}

/** Reads the value of a button of a sync; null when it is not one of this version. */
export function decodeSyncValue(text: string | undefined): SyncButtonValue | null {
  return decodeJson(syncShape, text);
}

/** Reads the value of a button under a queue that has stopped; null when it is not one of this version. */
export function decodeQueueValue(text: string | undefined): QueueButtonValue | null {
  return decodeJson(queueShape, text);
}

/** Reads the value of the button that starts what was shown; null when it is not one of this version. */
export function decodeStartValue(text: string | undefined): StartButtonValue | null {
  return decodeJson(startShape, text);
}

/** Reads JSON of a known shape; null when it is none. */
export function decodeJson<T>(shape: z.ZodMiniType<T>, text: string | undefined): T | null {
  if (text === undefined) return null;
  try {
    const parsed = shape.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Returns the target of a button's command: the rollout, and its position when the button was drawn. */
export function commandTarget({ service, rollout, step, since }: ButtonValue) {
  return { service, rollout, at: { step, since } };
}
