/** What the things of one installation are called. serverless.yml says the same; a test compares the two. */
export interface Installation {
  readonly name: string;
  readonly table: string;
  readonly bus: string;
  readonly timerGroup: string;
  /** What the names of parameters with secrets, with services and with control centers begin with; all end in `/`. */
  readonly secretsPrefix: string;
  readonly servicesPrefix: string;
  /** The same of the secrets that targets need. */
  readonly targetsPrefix: string;
  readonly environmentsPrefix: string;
  /** The rule that brings commands to the worker, on the bus, and the one that brings alarms, on the default bus. */
  readonly commandRule: string;
  readonly alarmRule: string;
  /** What the names of the alarms on Serin itself begin with. */
  readonly ownAlarms: string;
}

/** The name of the queue that keeps what a function did not take. */
export function deadLetterQueueName(name: string, which: 'worker' | 'alarm' | 'timer'): string {
  return `${name}-${which}-dead-letters`;
}

/** The name of the alarm on its depth. */
export function deadLetterAlarm(name: string, which: 'worker' | 'alarm' | 'timer'): string {
  return `${installation(name).ownAlarms}${which}-dead-letters`;
}

/** The name of a function of an installation. */
export function functionName(name: string, which: 'slack' | 'discovery' | 'worker' | 'alarm' | 'timer'): string {
  return `${name}-${which}`;
}

/** @param name `serin` for the stage prod, `serin-<stage>` for others, unless the parameter `name` said another one. */
export function installation(name: string): Installation {
  return {
    name,
    table: name,
    bus: name,
    timerGroup: name,
    secretsPrefix: `/${name}/slack/`,
    servicesPrefix: `/${name}/services/`,
    targetsPrefix: `/${name}/targets/`,
    environmentsPrefix: `/${name}/environments/`,
    commandRule: `${name}-commands`,
    alarmRule: `${name}-alarms`,
    ownAlarms: `${name}-own-`,
  };
}
