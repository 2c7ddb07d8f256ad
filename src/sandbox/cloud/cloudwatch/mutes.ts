import type { DeleteAlarmMuteRuleCommandInput, PutAlarmMuteRuleCommandInput } from '@aws-sdk/client-cloudwatch';
import { validationError } from './describe.ts';

/** A window in which an alarm is muted: its state changes as always, and its events name the rule. */
export interface MuteWindow {
  /** The ARN of the mute rule. */
  readonly rule: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** The end, excluded, in milliseconds since the epoch. */
  readonly until: number;
}

/** The mute rules of one region. */
export interface Mutes {
  /** @throws ValidationError for a schedule that the model does not know */
  put(input: PutAlarmMuteRuleCommandInput): void;
  remove(input: DeleteAlarmMuteRuleCommandInput): void;
  /** Returns the window that mutes an alarm now; null when none does. */
  windowOf(alarm: string): MuteWindow | null;
}

interface MuteRule extends MuteWindow {
  readonly alarms: readonly string[];
}

/** `at(2026-01-05T09:00)`, in UTC. */
const ONCE = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)$/;

/** `PT90M`, `PT4H`, `P2DT12H`. */
const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/;

/** Creates the mute rules. Windows that come once are modelled, in UTC; those of a cron expression are refused. */
export function createMutes(region: string, now: () => number): Mutes {
  const rules = new Map<string, MuteRule>();
  return {
    put: ({ Name = '', Rule, MuteTargets }) => {
      const { Expression = '', Duration = '', Timezone = 'UTC' } = Rule?.Schedule ?? {};
      const from = Date.parse(`${ONCE.exec(Expression)?.[1]}Z`);
      const length = durationMs(Duration);
      if (Number.isNaN(from) || length === 0 || Timezone !== 'UTC') {
        throw validationError(
          "The sandbox's CloudWatch mutes alarms once: at(yyyy-MM-ddThh:mm) in UTC, for a duration such as PT4H.",
        );
      }
      const rule = `arn:aws:cloudwatch:${region}:123456789012:alarm-mute-rule:${Name}`;
      rules.set(Name, { rule, from, until: from + length, alarms: MuteTargets?.AlarmNames ?? [] });
    },
    remove: ({ AlarmMuteRuleName = '' }) => {
      rules.delete(AlarmMuteRuleName);
    },
    windowOf: (alarm) => {
      const at = now();
      for (const { alarms, ...window } of rules.values()) {
        if (alarms.includes(alarm) && window.from <= at && at < window.until) return window;
      }
      return null;
    },
  };
}

function durationMs(text: string): number {
  const [, days = 0, hours = 0, minutes = 0] = DURATION.exec(text) ?? [];
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000;
}
