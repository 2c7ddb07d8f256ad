/** The names of the resources of one installation. serverless.yml has the same names; a test compares the two. */
export interface Installation {
  readonly name: string;
  readonly table: string;
  readonly bus: string;
  readonly timerGroup: string;
  /** The prefixes of the parameters with secrets, with services and with control centers; all end in `/`. */
  readonly secretsPrefix: string;
  readonly servicesPrefix: string;
  /** The prefix of the parameters with secrets that targets need. */
  readonly targetsPrefix: string;
  readonly environmentsPrefix: string;
  /** The prefix of the parameter with the key for health signals. */
  readonly signalsPrefix: string;
  /** The rule that sends commands to the worker, on Serin's bus, and the one that sends alarms, on the default bus. */
  readonly commandRule: string;
  readonly alarmRule: string;
  /** The prefix of the names of the alarms on Serin itself. */
  readonly ownAlarms: string;
}

/** Returns the name of the dead-letter queue of a function. */
export function deadLetterQueueName(name: string, which: 'worker' | 'alarm' | 'timer'): string {
  return `${name}-${which}-dead-letters`;
}

/** Returns the name of the alarm on the depth of a dead-letter queue. */
export function deadLetterAlarm(name: string, which: 'worker' | 'alarm' | 'timer'): string {
  return `${installation(name).ownAlarms}${which}-dead-letters`;
}

/** The functions of an installation. */
export const functionNames = ['slack', 'discovery', 'signals', 'worker', 'alarm', 'timer'] as const;

/** One of these functions. */
export type FunctionName = (typeof functionNames)[number];

/** Returns the name of a function of an installation. */
export function functionName(name: string, which: FunctionName): string {
  return `${name}-${which}`;
}

/**
 * Returns the names of an installation.
 * @param name `serin` for the stage prod, `serin-<stage>` for others, unless the parameter `name` set another one
 */
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
    signalsPrefix: `/${name}/signals/`,
    commandRule: `${name}-commands`,
    alarmRule: `${name}-alarms`,
    ownAlarms: `${name}-own-`,
  };
}
