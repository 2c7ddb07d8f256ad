import type { Choose, Click, Close, HomeClick, Say, Shortcut, Submit } from '../live/acts.ts';
import type { WhatIf, WhatIfAnswer } from '../live/what-if.ts';
import type { BehaviourFault } from '../traffic/behaviour.ts';

/** Thrown when the sandbox refused a request or did not answer. */
export class Refused extends Error {
  readonly code = 'refused';
}

async function ask(path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  // Kept alive, so that the request is sent even if the reader reloads at once.
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body), keepalive: true }).catch(
    (cause: unknown) => {
      throw new Refused('The sandbox does not answer. Is npm start still running?', { cause });
    },
  );
  if (response.ok) return response.json();
  const answer = (await response.json().catch(() => ({}))) as {
    readonly message?: string;
    readonly problems?: string[];
  };
  throw new Refused(answer.problems?.join('; ') ?? answer.message ?? `The sandbox answered ${response.status}.`);
}

async function post(path: string, body: object): Promise<void> {
  await ask(path, body);
}

/** The requests to the sandbox. Each throws `Refused`. */
export const api = {
  say: (say: Say) => post('/sandbox/say', say),
  click: (click: Click) => post('/sandbox/click', click),
  shortcut: (shortcut: Shortcut) => post('/sandbox/shortcut', shortcut),
  submit: (submit: Submit) => post('/sandbox/submit', submit),
  choose: (choose: Choose) => post('/sandbox/choose', choose),
  close: (close: Close) => post('/sandbox/close', close),
  openHome: (user: string) => post('/sandbox/home', { user }),
  clickHome: (click: HomeClick) => post('/sandbox/home-click', click),
  fault: (fault: BehaviourFault) => post('/sandbox/faults', fault),
  deploy: (service: string, version: string) => post('/sandbox/deploy', { service, version }),
  speed: (speed: number) => post('/sandbox/clock', { speed }),
  whatIf: (wish: WhatIf) => ask('/sandbox/what-if', wish) as Promise<WhatIfAnswer>,
  advance: (duration: string) => post('/sandbox/clock', { advance: duration }),
};

export type Api = typeof api;
