import type { Call, Observer } from '../../src/sandbox/cloud/attach.ts';

/** What AWS answers when something is away or too busy. */
const error = (name: string) => Object.assign(new Error(`${name} in this story`), { name, $fault: 'server' });

/** A service of AWS that can be taken down and brought up again, as a whole or for some of its calls. */
export interface Outage extends Observer {
  /** What fails from now on. @param as the name of the error */
  begin(of: (call: Omit<Call, 'error'>) => boolean, as?: string): void;
  end(): void;
  /** How many calls failed. */
  readonly failed: () => number;
}

export function anOutage(): Outage {
  let isDown: ((call: Omit<Call, 'error'>) => boolean) | null = null;
  let name = '';
  let failed = 0;
  return {
    before: (call) => {
      if (isDown === null || !isDown(call)) return;
      failed += 1;
      throw error(name);
    },
    begin: (of, as = 'ServiceUnavailable') => {
      isDown = of;
      name = as;
    },
    end: () => {
      isDown = null;
    },
    failed: () => failed,
  };
}

/** All calls to one service. */
export const everyCallTo = (service: string) => (call: Omit<Call, 'error'>) => call.service === service;
