import type { Chronicle } from './chronicle.ts';
import type { Availability } from './line.ts';
import type { Denied, Happening, Party } from './script.ts';
import { ALARM } from './setup.ts';
import type { Account } from './world/account.ts';
import { ALARMS } from './world/alarms.ts';
import type { Scene } from './world/scene.ts';
import { clockOf, type Time } from './world/time.ts';

type Of<Kind extends Happening['kind']> = Extract<Happening, { kind: Kind }>;

/** What lasts: parties that are away, permissions that are missing, alarms that are not evaluated, targets that are gone, and somebody who undoes writes. */
export interface Troubles {
  readonly isAway: Availability;
  outage(one: Of<'outage'>): void;
  deny(one: Of<'denied'>): void;
  evaluation(one: Of<'evaluation'>): void;
  vanish(scene: Scene, one: Of<'vanish'>): void;
  undo(scene: Scene, one: Of<'undo'>): void;
  /** Whether a party, or any of them, has been in trouble since a moment. */
  wasInTrouble(since: number, party?: Party): boolean;
  /** Since when a party answers nobody who only reads; null while it does. */
  unreadableSince(party: Party): number | null;
  /** Somebody gives the permissions, creates what is gone, and takes away what does not belong there. */
  mend(): void;
}

interface Lasting {
  readonly party: Party;
  readonly how: ReturnType<Availability>;
  /** Null: every call. */
  readonly what: Denied;
  readonly from: number;
  until: number;
}

export interface TroubleParts {
  readonly time: Time;
  readonly account: Account;
  readonly chronicle: Chronicle;
  /** From when on nothing fails any more, but for what somebody has to be told first. */
  readonly calm: number;
  readonly scenes: readonly Scene[];
}

/** Whether a call of an operation changes nothing. */
const isRead = (operation: string): boolean => /^(Get|List|Describe|Query|DryRun)/.test(operation);

export function createTroubles({ time, account, chronicle, calm, scenes }: TroubleParts): Troubles {
  const { note, count } = chronicle;
  const lasting: Lasting[] = [];
  /** What creates again what somebody deleted. */
  const restores = new Set<() => void>();
  const concerns = (one: Lasting, party: Party, operation: string): boolean =>
    one.party === party && (one.what === 'all' || (one.what === 'reads') === isRead(operation));
  const lastly = (one: Lasting): void => {
    lasting.push(one);
  };
  return {
    isAway: (party, operation) =>
      lasting.find((one) => time.now() < one.until && concerns(one, party, operation))?.how ?? null,
    outage: ({ party, how, lasts }) => {
      lastly({ party, how, what: 'all', from: time.now(), until: Math.min(time.now() + lasts, calm) });
      note(`${party} ${how} until ${clockOf(time.now() + lasts)}`);
      count(`outage ${party} ${how}`);
    },
    deny: ({ party, what, lasts }) => {
      const until = lasts === null ? Number.POSITIVE_INFINITY : Math.min(time.now() + lasts, calm);
      lastly({ party, how: 'denies', what, from: time.now(), until });
      note(`${party} denies ${what}${lasts === null ? '' : ` until ${clockOf(time.now() + lasts)}`}`);
      count(`fault denied: ${what} of ${party}`);
    },
    evaluation: ({ alarm = ALARM, problem, lasts }) => {
      note(`CloudWatch has ${problem} for ${alarm}${lasts === null ? '' : ` until ${clockOf(time.now() + lasts)}`}`);
      count(`fault evaluation: ${problem}`);
      account.alarms.trouble(alarm, problem);
      if (lasts !== null) time.at(Math.min(time.now() + lasts, calm), () => account.alarms.trouble(alarm, null));
    },
    vanish: ({ service, watched }, { target, lasts }) => {
      const config = service.targets[target];
      if (config === undefined || account.place(config).look() === 'gone') return;
      note(`somebody deletes ${config.kind} ${target}`);
      count(`fault ${config.kind} deleted`);
      const create = watched(null, target, () => account.place(config).vanish());
      const restore = (): void => {
        restores.delete(restore);
        note(`somebody creates ${config.kind} ${target} again`);
        watched(null, target, create);
      };
      restores.add(restore);
      if (lasts === null) return;
      time.at(Math.min(time.now() + lasts, calm), () => restores.has(restore) && restore());
    },
    undo: ({ service, watched }, { target, every, lasts }) => {
      const config = service.targets[target];
      if (config === undefined || account.place(config).look() === 'gone') return;
      const until = Math.min(time.now() + lasts, calm);
      note(`somebody puts ${config.kind} ${target} back every ${every / 1000} s, until ${clockOf(until)}`);
      count(`fault ${config.kind} put back again and again`);
      const restore = account.place(config).keep();
      const again = (): void => {
        if (time.now() > until) return;
        if (account.place(config).look() !== 'gone') watched(null, target, restore);
        time.at(time.now() + every, again);
      };
      time.at(time.now() + every, again);
    },
    wasInTrouble: (since, party) => lasting.some((one) => (party ?? one.party) === one.party && one.until >= since),
    unreadableSince: (party) => {
      const here = lasting.filter((one) => one.party === party && one.what !== 'writes' && time.now() < one.until);
      return here.length === 0 ? null : Math.min(...here.map(({ from }) => from));
    },
    mend: () => {
      for (const one of lasting) one.until = Math.min(one.until, time.now());
      for (const restore of [...restores]) restore();
      for (const alarm of ALARMS) account.alarms.trouble(alarm, null);
      for (const { service, watched } of scenes)
        service.targets.forEach((target, i) => {
          const isOdd =
            target.kind === 'alb' || (target.kind === 'route53' && account.place(target).look().includes('third'));
          if (isOdd) watched(null, i, () => account.tidy(target));
        });
    },
  };
}
