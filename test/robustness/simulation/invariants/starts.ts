import { isPerson } from '../../../../src/domain/people/requester.ts';
import { isFinished, type Rollout } from '../../../../src/domain/rollout/record.ts';
import type { Service } from '../../../../src/domain/service.ts';
import { rolloutId } from '../../../../src/engine/ids.ts';
import { asksFirst } from '../../../../src/rollout/preflight/shown-start.ts';
import type { Invocation } from '../line.ts';
import { channelOf, MINUTE } from '../setup.ts';
import type { Ground } from './invariants.ts';

/** The copy of a configuration that answers who may speak is so old at most, with the life of a worker, in milliseconds. */
const REMEMBERED_MS = 30_000 + MINUTE;

/** A configuration without its plan, in which a start writes what a metric calls the versions. */
const sameBut = ({ plan: _plan, ...rest }: Service): string => JSON.stringify(rest);

/** What a rollout moves, and how. */
const moveText = ({ canary, targets, config: { plan } }: Rollout): string =>
  JSON.stringify([canary, targets.map(({ name, stable, canary: to }) => [name, stable, to]), plan]);

/** What makes a start of a rollout the same as another one. */
const startText = (rollout: Rollout): string =>
  `${moveText(rollout)} ${rollout.config.channel} ${rollout.config.onAlarm}`;

/** What the person of a start without `yes` was shown; null: nothing yet. One that is scheduled may find another configuration. */
interface Unconfirmed {
  readonly shown: Rollout | null;
  readonly isScheduled?: boolean;
}

/** What is checked when a rollout begins, or begins to go back after its end. */
export interface StartInvariants {
  /** A person types a start without `yes`, or clicks Start below what was shown. @param key of the command */
  onUnconfirmed(key: string, start: Unconfirmed): void;
  /** @param was the rollout in whose place it comes */
  onStart(was: Rollout | null, is: Rollout, by: Invocation | null): void;
  onReopen(was: Rollout): void;
}

export function createStartInvariants(ground: Ground): StartInvariants {
  const { now, account, service } = ground;
  const fail = (invariant: string, detail: string): void => ground.breach({ invariant, detail });

  /** Whether a channel may speak to the service now, or might have when the worker last looked. */
  const mayBeSpokenFrom = (channel: string, was: Rollout | null): boolean => {
    const known = account.stored(service.name).filter(({ until }) => until >= now() - REMEMBERED_MS);
    if (known.some((one) => one.service.channel === channel)) return true;
    if (was === null || was.config.channel !== channel) return false;
    const until = was.phase.status === 'completed' ? (was.phase.windowUntil ?? 0) : 0;
    return !isFinished(was) || until >= now() - MINUTE;
  };

  const unconfirmed = new Map<string, Unconfirmed>();
  const checkShown = (is: Rollout): void => {
    const start = unconfirmed.get(is.id);
    if (start === undefined) return;
    const { shown, isScheduled } = start;
    const textOf = isScheduled === true ? moveText : startText;
    if (shown === null && !asksFirst(is.config.plan)) fail('nothing moves before it was shown', `${is.canary} began`);
    if (shown !== null && textOf(shown) !== textOf(is))
      fail('a start is what was shown', `${textOf(shown)} was shown, and ${textOf(is)} began`);
  };

  return {
    onUnconfirmed: (key, start) => {
      unconfirmed.set(rolloutId(service.name, key), start);
    },

    onStart(was, is, by) {
      checkShown(is);
      if (isPerson(is.by)) {
        const channel = channelOf(is.by.id);
        if (!mayBeSpokenFrom(channel, was)) fail('only who may starts a rollout', `${is.by.id} spoke in ${channel}`);
      } else if (!is.config.pipelines.includes(is.by.arn))
        fail('only who may starts a rollout', `${is.by.arn} started ${is.canary}`);
      const since = (by?.beganAt ?? now()) - ground.staleMs;
      const valid = account.stored(service.name).filter(({ until }) => until >= since);
      if (!valid.some((one) => sameBut(one.service) === sameBut(is.config)))
        fail('a start goes by the configuration as it is', `it has ${is.config.channel} and ${is.config.onAlarm}`);
    },

    onReopen(was) {
      for (const { name } of was.targets) {
        const owner = account.owner(name);
        if (owner !== null && owner.service !== service.name && owner.since < now() - MINUTE)
          fail('nobody moves what is another service’s', `${name} belongs to ${owner.service}`);
      }
    },
  };
}
