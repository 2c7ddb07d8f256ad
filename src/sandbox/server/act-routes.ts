import {
  readChoose,
  readClick,
  readClose,
  readHomeClick,
  readSay,
  readShortcut,
  readSubmit,
} from '../live/act-bodies.ts';
import { SlackUnanswered } from '../live/acts.ts';
import type { Live } from '../live/live.ts';
import type { Workspace } from '../slack/workspace.ts';
import type { World } from '../world.ts';
import { type Answer, type Asked, badRequest } from './answers.ts';
import type { Read } from './bodies.ts';

/** Runs an action with the value of a body. */
export async function actOnBody<T>(asked: Read<T>, act: (value: T) => Promise<void>): Promise<Answer> {
  if (!asked.ok) return badRequest(asked);
  try {
    await act(asked.value);
    return { status: 200, json: { ok: true } };
  } catch (error) {
    if (!(error instanceof SlackUnanswered)) throw error;
    return { status: 502, json: { error: error.code, message: error.message } };
  }
}

/** The routes by which the console acts as the people of the workspace, in the channel and in modals. */
export function actRoutes(world: World, live: Live) {
  const route = <T>(read: (body: string, workspace: Workspace) => Read<T>, act: (value: T) => Promise<void>) => ({
    POST: ({ body }: Asked): Promise<Answer> => actOnBody(read(body.toString('utf8'), world.workspace), act),
  });
  return {
    '/sandbox/say': route(readSay, live.say),
    '/sandbox/click': route(readClick, live.click),
    '/sandbox/shortcut': route(readShortcut, live.shortcut),
    '/sandbox/submit': route(readSubmit, live.submit),
    '/sandbox/choose': route(readChoose, live.choose),
    '/sandbox/close': route(readClose, live.close),
    '/sandbox/home-click': route(readHomeClick, live.clickHome),
  };
}
