import * as z from 'zod';
import { type Read, readJson } from '../server/bodies.ts';
import { COMMAND } from '../slack/user.ts';
import type { Workspace } from '../slack/workspace.ts';
import type { Choose, Click, Close, HomeClick, OpenHome, Say, Shortcut, Submit } from './acts.ts';

const enumOfNames = (names: readonly string[]) =>
  z.enum(names as [string, ...string[]], { error: `must be one of ${names.join(', ')}` });

type Names = Pick<Workspace, 'users' | 'channels'>;

/** The person who acts. */
const actor = ({ users }: Pick<Names, 'users'>) => ({ user: enumOfNames(Object.keys(users)) });

/** The person who acts, and the channel in which they do. */
const actorIn = (names: Names) => ({ ...actor(names), channel: enumOfNames(Object.keys(names.channels)) });

/** Reads the body of `POST /sandbox/say`. */
export function readSay(body: string, names: Names): Read<Say> {
  return readJson(
    body,
    z.strictObject({
      ...actorIn(names),
      text: z.string().max(4000).regex(COMMAND, 'must begin with /canary; nothing else is answered here'),
    }),
  );
}

/** Reads the body of `POST /sandbox/home`. */
export function readOpenHome(body: string, names: Names): Read<OpenHome> {
  return readJson(body, z.strictObject({ ...actor(names) }));
}

const button = { actionId: z.string().max(255), blockId: z.string().max(255), value: z.string().max(2000) };

/** Reads the body of `POST /sandbox/home-click`. */
export function readHomeClick(body: string, names: Names): Read<HomeClick> {
  return readJson(body, z.strictObject({ ...actor(names), ...button }));
}

/** Reads the body of `POST /sandbox/click`. */
export function readClick(body: string, names: Names): Read<Click> {
  return readJson(
    body,
    z.strictObject({
      ...actorIn(names),
      ts: z.string().max(40),
      ...button,
    }),
  );
}

const viewId = z.string().max(40);

const filled = {
  view: viewId,
  values: z.record(z.string().max(255), z.record(z.string().max(255), z.string().max(3000))),
};

/** Reads the body of `POST /sandbox/submit`. */
export function readSubmit(body: string, names: Names): Read<Submit> {
  return readJson(body, z.strictObject({ ...actor(names), ...filled }));
}

/** Reads the body of `POST /sandbox/choose`. */
export function readChoose(body: string, names: Names): Read<Choose> {
  const field = { block: z.string().max(255), action: z.string().max(255) };
  return readJson(body, z.strictObject({ ...actor(names), ...filled, ...field }));
}

/** Reads the body of `POST /sandbox/shortcut`. */
export function readShortcut(body: string, names: Names): Read<Shortcut> {
  return readJson(
    body,
    z.strictObject({
      ...actorIn(names),
      ts: z.string().max(40),
      text: z.string().max(4000),
    }),
  );
}

/** Reads the body of `POST /sandbox/close`. */
export function readClose(body: string, names: Names): Read<Close> {
  return readJson(body, z.strictObject({ ...actor(names), view: viewId }));
}
