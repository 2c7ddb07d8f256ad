import * as z from 'zod';
import { type Read, readJson } from '../server/bodies.ts';
import { COMMAND } from '../slack/user.ts';
import type { Workspace } from '../slack/workspace.ts';
import type { Choose, Click, Close, HomeClick, OpenHome, Say, Shortcut, Submit } from './acts.ts';

const enumOfNames = (names: readonly string[]) =>
  z.enum(names as [string, ...string[]], { error: `must be one of ${names.join(', ')}` });

/** Reads the body of `POST /sandbox/say`. */
export function readSay(body: string, { users, channels }: Pick<Workspace, 'users' | 'channels'>): Read<Say> {
  return readJson(
    body,
    z.strictObject({
      user: enumOfNames(Object.keys(users)),
      channel: enumOfNames(Object.keys(channels)),
      text: z.string().max(4000).regex(COMMAND, 'must begin with /canary; nothing else is answered here'),
    }),
  );
}

/** Reads the body of `POST /sandbox/home`. */
export function readOpenHome(body: string, { users }: Pick<Workspace, 'users'>): Read<OpenHome> {
  return readJson(body, z.strictObject({ user: enumOfNames(Object.keys(users)) }));
}

const button = { actionId: z.string().max(255), blockId: z.string().max(255), value: z.string().max(2000) };

/** Reads the body of `POST /sandbox/home-click`. */
export function readHomeClick(body: string, { users }: Pick<Workspace, 'users'>): Read<HomeClick> {
  return readJson(body, z.strictObject({ user: enumOfNames(Object.keys(users)), ...button }));
}

/** Reads the body of `POST /sandbox/click`. */
export function readClick(body: string, { users, channels }: Pick<Workspace, 'users' | 'channels'>): Read<Click> {
  return readJson(
    body,
    z.strictObject({
      user: enumOfNames(Object.keys(users)),
      channel: enumOfNames(Object.keys(channels)),
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
export function readSubmit(body: string, { users }: Pick<Workspace, 'users'>): Read<Submit> {
  return readJson(body, z.strictObject({ user: enumOfNames(Object.keys(users)), ...filled }));
}

/** Reads the body of `POST /sandbox/choose`. */
export function readChoose(body: string, { users }: Pick<Workspace, 'users'>): Read<Choose> {
  const field = { block: z.string().max(255), action: z.string().max(255) };
  return readJson(body, z.strictObject({ user: enumOfNames(Object.keys(users)), ...filled, ...field }));
}

/** Reads the body of `POST /sandbox/shortcut`. */
export function readShortcut(body: string, { users, channels }: Pick<Workspace, 'users' | 'channels'>): Read<Shortcut> {
  return readJson(
    body,
    z.strictObject({
      user: enumOfNames(Object.keys(users)),
      channel: enumOfNames(Object.keys(channels)),
      ts: z.string().max(40),
      text: z.string().max(4000),
    }),
  );
}

/** Reads the body of `POST /sandbox/close`. */
export function readClose(body: string, { users }: Pick<Workspace, 'users'>): Read<Close> {
  return readJson(body, z.strictObject({ user: enumOfNames(Object.keys(users)), view: viewId }));
}
