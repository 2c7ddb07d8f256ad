import type { Elbv2Cloud } from '../elbv2/elbv2.ts';
import type { ModelTarget } from '../elbv2/groups.ts';
import type { EcsService, Revision } from './state.ts';

/** The part of a load balancer that ECS uses. */
export type Balancer = Pick<Elbv2Cloud, 'reweigh' | 'setTargets' | 'share'>;

/** Moves tasks and requests between the revisions of a service. */
export interface Traffic {
  /** Gives a revision a share of the requests in percent, and the rest to the current one. */
  shift(service: EcsService, to: Revision, percent: number): void;
  /** Makes all tasks of a revision healthy. */
  start(service: EcsService, revision: Revision): void;
  /** Ends the tasks of a revision. */
  retire(service: EcsService, revision: Revision): void;
  /** Returns the share of the requests that a revision gets, in percent. */
  share(service: EcsService, revision: Revision): number;
}

/** The weight of one percent, where the shares are no whole numbers: weights are whole, up to 999. */
const FINE = 9.99;

/** Returns healthy targets, in two zones by turns. */
function listTargets(count: number): readonly ModelTarget[] {
  return Array.from({ length: count }, (_, index) => ({
    zone: index % 2 === 0 ? 'us-east-1a' : 'us-east-1b',
    state: 'healthy',
  }));
}

/** Creates the traffic of services. In one group, and without a load balancer, requests go to all tasks alike. */
export function createTraffic(elb: Balancer): Traffic {
  return {
    shift({ balanced, current, active }, to, percent) {
      for (const revision of active) revision.weight = 0;
      current.weight = 100 - percent;
      to.weight = percent;
      if (balanced === null) return;
      const scale = active.every(({ weight }) => Number.isInteger(weight)) ? 1 : FINE;
      const weights = new Map<string, number>(balanced.groups.map((group) => [group, 0]));
      for (const { group, weight } of active)
        if (group !== null) weights.set(group, (weights.get(group) ?? 0) + Math.round(weight * scale));
      elb.reweigh(balanced.rule, weights);
    },
    start({ desired }, revision) {
      Object.assign(revision, { running: desired, pending: 0 });
      if (revision.group !== null) elb.setTargets(revision.group, listTargets(desired));
    },
    retire({ current }, revision) {
      Object.assign(revision, { running: 0, pending: 0 });
      if (revision.group !== null && revision.group !== current.group) elb.setTargets(revision.group, []);
    },
    share({ balanced, active }, revision) {
      const together = active.filter(({ group }) => group === revision.group);
      const tasks = together.reduce((sum, { running }) => sum + running, 0);
      if (tasks === 0) return 0;
      const ofGroup = balanced === null ? 100 : elb.share(balanced.rule, revision.group ?? '');
      return (ofGroup * revision.running) / tasks;
    },
  };
}
