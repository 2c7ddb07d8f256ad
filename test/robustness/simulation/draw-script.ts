import { SLUGGISH } from './faults.ts';
import { type Draws, drawsFor } from './random.ts';
import { type Happening, OUTAGES, type Party, type Script, type What } from './script.ts';
import {
  ALARM,
  drawArms,
  drawBalancer,
  drawMonitored,
  drawSetup,
  isGated,
  MINUTE,
  PEOPLE,
  PIPELINES,
  type ServiceName,
  type ServiceSetup,
  type Setup,
  setupsOf,
} from './setup.ts';
import { ALARMS } from './world/alarms.ts';

const SIDES = ['a', 'b'] as const;

type Said = Extract<What, { kind: 'say' }>;

/** Delays of deliveries: mostly at once, at times late, at times twice. */
function arrivals(draws: Draws, isLost: boolean): readonly number[] {
  if (isLost) return [];
  const first = draws.chance(0.9) ? draws.between(20, 2_000) : draws.between(2_000, 8 * MINUTE);
  if (!draws.chance(0.2)) return [first];
  const second = [
    first + draws.between(0, 500),
    draws.between(20, 20 * MINUTE),
    draws.between(26 * MINUTE, 90 * MINUTE),
  ];
  return [first, draws.pick([second[0], second[0], second[0], second[1], second[1], second[2]] as number[])];
}

const NAMES = [
  'approve',
  'approve',
  'approve',
  'start',
  'reject',
  'pause',
  'resume',
  'resume',
  'promote',
  'skip',
  'skip',
  'rollback',
  'status',
] as const;
/** What is said more rarely. */
const OTHERS = ['list', 'env', 'hook-done', 'sync', 'sync it', 'status'] as const;

function said(draws: Draws, name: Said['name'] = draws.pick(draws.chance(0.05) ? OTHERS : NAMES)): Said {
  return {
    kind: 'say',
    name,
    as: draws.pick(PEOPLE),
    label: draws.pick(['v54', 'v54', 'v53', 'v55']),
    insists: draws.chance(0.3),
    button: draws.chance(0.4),
    arrives: arrivals(draws, false),
  };
}

function drawAlarm(draws: Draws): Extract<What, { kind: 'alarm' }> {
  const alarm = draws.chance(0.25) ? { alarm: draws.pick(ALARMS) } : {};
  const value = draws.pick(['ALARM', 'ALARM', 'OK', 'INSUFFICIENT_DATA'] as const);
  return { kind: 'alarm', ...alarm, value, arrives: arrivals(draws, draws.chance(0.15)) };
}

const drawEdit = (draws: Draws, targets: number): What => ({
  kind: 'edit',
  target: draws.between(0, targets - 1),
  what: draws.pick(['share', 'version', 'gone', 'third record', 'old version']),
});

const outage = (draws: Draws, party: Party): What => ({
  kind: 'outage',
  party,
  how: draws.pick(OUTAGES),
  lasts: draws.between(5_000, 6 * MINUTE),
});

/** A target is deleted, for a while or until somebody is told. */
const drawVanish = (draws: Draws, targets: number): What => ({
  kind: 'vanish',
  target: draws.between(0, targets - 1),
  lasts: draws.chance(0.6) ? draws.between(20_000, 8 * MINUTE) : null,
});

/** Somebody else keeps a target as it is. */
const drawUndo = (draws: Draws, targets: number): What => ({
  kind: 'undo',
  target: draws.between(0, targets - 1),
  every: draws.pick([MINUTE, MINUTE, 15_000]),
  lasts: draws.between(2 * MINUTE, 12 * MINUTE),
});

/** What every service depends on, and what only some do, by how a setup names its targets. */
const EVERYBODYS = ['DynamoDB', 'SSM', 'CloudWatch', 'Scheduler', 'Slack'] as const;
const PARTIES_OF: Readonly<Record<Setup['targets'], readonly Party[]>> = {
  aliases: ['Lambda'],
  'records and an alias': ['Lambda', 'Route53'],
  'the edge': ['KeyValueStore', 'EdgeCloudWatch'],
  environments: ['Route53', 'SSM'],
  'environments with components': ['Lambda', 'SSM', 'ApiGateway', 'S3'],
  'a flag': ['LaunchDarkly'],
  'the edge and a flag': ['KeyValueStore', 'LaunchDarkly', 'EdgeCloudWatch'],
  'a load balancer': ['ELBv2'],
  'a sticky load balancer and an alias': ['ELBv2', 'Lambda'],
};

/** A permission is taken away: of a target's API, or of the parameters, so that the control center cannot be written. */
function drawDenied(draws: Draws, { targets }: ServiceSetup): What {
  const party = draws.pick(PARTIES_OF[targets]);
  const what = party === 'SSM' ? 'writes' : draws.pick(['reads', 'reads', 'writes', 'all'] as const);
  return { kind: 'denied', party, what, lasts: draws.chance(0.6) ? draws.between(20_000, 8 * MINUTE) : null };
}

const drawCaller = (draws: Draws): What => ({
  kind: 'caller',
  name: draws.pick(['start', 'start', 'pause', 'rollback', 'status', 'list', 'dry-run']),
  as: draws.pick([PIPELINES[0], ...PIPELINES]),
  label: draws.pick(['v54', 'v54', 'v53', 'v55']),
});

function drawWhat(draws: Draws, service: ServiceSetup, targets: number): What {
  const dice = draws.between(1, 100);
  if (dice <= 50) return said(draws);
  if (dice <= 54) return drawCaller(draws);
  if (dice <= 74) return drawAlarm(draws);
  if (dice <= 76) return { kind: 'alarm deleted', alarm: draws.pick(ALARMS) };
  if (dice <= 81) return drawEdit(draws, targets);
  if (dice <= 84) return drawVanish(draws, targets);
  if (dice <= 86) return drawDenied(draws, service);
  if (dice <= 88) return { kind: 'apply', what: draws.pick(['channel', 'onAlarm']) };
  if (dice <= 89) return { kind: 'deploy', side: draws.pick(['a', 'b']) };
  return outage(draws, draws.pick([...EVERYBODYS, ...PARTIES_OF[service.targets]]));
}

/** The calls that write to targets, by how a setup names its targets. */
const WRITES: Readonly<Record<Setup['targets'], readonly (readonly [Party, string])[]>> = {
  aliases: [['Lambda', 'UpdateAlias']],
  'records and an alias': [
    ['Lambda', 'UpdateAlias'],
    ['Route53', 'ChangeResourceRecordSets'],
  ],
  'the edge': [['KeyValueStore', 'PutKey']],
  environments: [['Route53', 'ChangeResourceRecordSets']],
  'environments with components': [['Lambda', 'UpdateAlias']],
  'a flag': [['LaunchDarkly', 'PatchFlag']],
  'the edge and a flag': [
    ['KeyValueStore', 'PutKey'],
    ['LaunchDarkly', 'PatchFlag'],
  ],
  'a load balancer': [['ELBv2', 'ModifyListener']],
  'a sticky load balancer and an alias': [
    ['ELBv2', 'ModifyRule'],
    ['Lambda', 'UpdateAlias'],
  ],
};

/** Races are lost in the seconds in which a write is under way: things that happen just then. */
function drawRace(draws: Draws, setup: ServiceSetup): readonly Happening[] {
  const [party, operation] = draws.pick(WRITES[setup.targets]);
  const after = draws.chance(0.8)
    ? `${party}.${operation}#${draws.between(1, draws.pick([2, 6]))}`
    : `DynamoDB.PutItem#${draws.between(1, 25)}`;
  const soon = (): number => draws.between(0, draws.pick([100, 1_000, 5_000]));
  const what = (): What => {
    const dice = draws.between(1, 100);
    if (dice <= 35) return { ...said(draws, 'rollback'), arrives: [draws.between(20, 300)] };
    if (dice <= 50) return { ...drawAlarm(draws), kind: 'alarm', value: 'ALARM', arrives: [draws.between(20, 300)] };
    if (dice <= 60) return { ...said(draws, 'pause'), arrives: [draws.between(20, 300)] };
    if (dice <= 85) return { kind: 'timer again' };
    return dice <= 95 ? outage(draws, party) : said(draws);
  };
  const slow: Happening = { at: 0, after, kind: 'call', fault: 'slow' };
  const others = Array.from({ length: draws.between(1, 3) }, () => ({ at: soon(), after, ...what() }));
  return draws.chance(0.7) ? [slow, ...others] : others;
}

/** Several people approve, some of them again, and some of what they say comes when a later gate is open. */
function drawApprovals(draws: Draws): readonly Happening[] {
  return Array.from({ length: draws.between(2, 6) }, () => ({
    ...said(draws, draws.pick(['approve', 'approve', 'approve', 'approve', 'promote'])),
    at: draws.between(1_000, 5 * MINUTE),
    as: draws.pick(['U0BOB', 'U0BOB', 'U0CAROL', ...PEOPLE]),
    arrives: [draws.chance(0.7) ? draws.between(20, 2_000) : draws.between(MINUTE, 4 * MINUTE)],
  }));
}

/** Approvers vote and take it back, some of them again and again, and some of it comes late. */
function drawWithdrawals(draws: Draws, { plan }: ServiceSetup): readonly Happening[] {
  if (!isGated(plan) || !draws.chance(0.3)) return [];
  return Array.from({ length: draws.between(3, 10) }, () => ({
    ...said(draws, draws.pick(['approve', 'withdraw', 'withdraw'])),
    at: draws.between(1_000, 6 * MINUTE),
    as: draws.pick(['U0BOB', 'U0CAROL', 'U0BOB', 'U0CAROL', ...PEOPLE]),
    arrives: [draws.chance(0.8) ? draws.between(20, 2_000) : draws.between(MINUTE, 4 * MINUTE)],
  }));
}

/** What comes between the end of a rollout and the wish to go back. */
function drawChange(draws: Draws, targets: number): What {
  const target = draws.between(0, targets - 1);
  return draws.chance(0.4) ? { kind: 'claim', target } : drawEdit(draws, targets);
}

/** Somebody else's channel, or another rule for alarms, is applied between two starts, or right before the first. */
function drawApplied(draws: Draws): readonly Happening[] {
  const at = draws.pick([0, 8, 12, 16]) * MINUTE + draws.between(3_000, 8_000);
  const what = draws.pick(['channel', 'onAlarm'] as const);
  const again = at + draws.pick([draws.between(5_000, 20_000), draws.between(2 * MINUTE, 5 * MINUTE)]);
  return [
    { ...said(draws, 'status'), at: Math.max(0, at - 3_000), arrives: [20] },
    { at, kind: 'apply', what },
    { ...said(draws, 'start'), at: again, as: draws.pick(['U0ALICE', 'U0BOB']), button: false, arrives: [30] },
  ];
}

/** Somebody wants to go back after the end, and at times somebody else has edited a target before. */
function drawRegret(draws: Draws, targets: number): readonly Happening[] {
  const at = draws.between(3 * MINUTE, 18 * MINUTE);
  const regret: Happening = { ...said(draws, 'rollback'), at, as: draws.pick(['U0ALICE', 'U0BOB', 'U0CAROL']) };
  return draws.chance(0.3)
    ? [{ ...drawChange(draws, targets), at: at - draws.between(MINUTE, 3 * MINUTE) }, regret]
    : [regret];
}

/** Somebody freezes the service, or all; at times somebody lifts that, or freezes again. */
function drawFreezes(draws: Draws): readonly Happening[] {
  if (!draws.chance(0.4)) return [];
  const from = draws.between(0, 8 * MINUTE);
  return Array.from({ length: draws.between(1, 4) }, (_, i) => {
    const names = i === 0 ? (['freeze'] as const) : (['freeze', 'unfreeze', 'unfreeze'] as const);
    const name = draws.pick(names);
    const ofAll = draws.chance(0.25);
    return {
      ...said(draws, ofAll ? (`${name}-all` as const) : name),
      at: from + draws.between(0, i === 0 ? 1_000 : 4 * MINUTE),
      button: false,
      ms: draws.pick([1, 2, 4, 7]) * MINUTE,
    };
  });
}

/** Somebody locks the service; others want the lock, to unlock it, or to start all the same. */
function drawLocks(draws: Draws): readonly Happening[] {
  if (!draws.chance(0.3)) return [];
  const from = draws.pick([0, draws.between(0, 14 * MINUTE)]);
  return Array.from({ length: draws.between(2, 5) }, (_, i) => ({
    ...said(draws, i === 0 ? 'lock' : draws.pick(['lock', 'unlock', 'start', 'start'] as const)),
    at: i === 0 ? from : from + draws.between(500, 6 * MINUTE),
    button: false,
  }));
}

/** Others want to start too, and wait; some leave again, and after a rollback somebody lets the queue go on. */
function drawQueue(draws: Draws): readonly Happening[] {
  if (!draws.chance(0.3)) return [];
  const from = draws.pick([2_000, draws.between(0, 6 * MINUTE)]);
  return Array.from({ length: draws.between(1, 6) }, (_, i) => ({
    ...said(
      draws,
      i < 2 ? 'start' : draws.pick(['start', 'leave-queue', 'resume-queue', 'resume-queue', 'queue'] as const),
    ),
    at: from + (i < 2 ? draws.between(0, 30_000) : draws.between(500, 12 * MINUTE)),
    label: draws.pick(['v55', 'v55', 'v53', 'v54']),
    insists: false,
    button: false,
    waits: draws.chance(0.9),
    hotfix: draws.chance(0.15),
    ...(draws.chance(0.15) && { startsAfter: draws.between(3_000, 40_000) }),
  }));
}

/** Some start at a moment; some of them are taken out before, and some want to start all the same. */
function drawScheduled(draws: Draws): readonly Happening[] {
  if (!draws.chance(0.25)) return [];
  const from = draws.pick([0, draws.between(0, 8 * MINUTE)]);
  return Array.from({ length: draws.between(1, 5) }, (_, i) => ({
    ...said(draws, i < 2 ? 'start' : draws.pick(['start', 'leave-queue', 'leave-queue', 'resume-queue'] as const)),
    at: from + (i < 2 ? draws.between(0, 30_000) : draws.between(500, 9 * MINUTE)),
    label: draws.pick(['v55', 'v55', 'v53', 'v54']),
    insists: false,
    button: false,
    startsIn: draws.pick([1, 2, 4, 8, 16]) * MINUTE,
    ...(draws.chance(0.3) && { startsAfter: draws.between(3_000, 40_000) }),
  }));
}

/** In an otherwise quiet world the rollout is rolled back, and afterwards nothing wakes the service but the moment of a start. */
function drawQuietSchedule(draws: Draws): readonly Happening[] {
  if (!draws.chance(0.05)) return [];
  const rollback = { ...said(draws, 'rollback'), at: draws.between(5_000, 2 * MINUTE), button: false, insists: true };
  const at = draws.between(9 * MINUTE, 11 * MINUTE);
  const who = { as: draws.pick(['U0ALICE', 'U0BOB'] as const), label: 'v55', insists: false, button: false };
  const start = { ...said(draws, 'start'), ...who, at, startsIn: draws.pick([3, 5, 20]) * MINUTE };
  const leave = { ...said(draws, 'leave-queue'), ...who, at: at + draws.between(MINUTE, 2 * MINUTE), arrives: [30] };
  return [rollback, start, ...(draws.chance(0.4) ? [leave] : [])];
}

/** In an otherwise quiet world two wait behind the first start, and what asks for approval gets it. */
function drawQuietQueue(draws: Draws, service: ServiceSetup): readonly Happening[] {
  if (!draws.chance(0.1)) return [];
  const people = draws.pick([
    ['U0BOB', 'U0CAROL'],
    ['U0ALICE', 'U0ALICE'],
  ] as const);
  const starts = (['v55', 'v53'] as const).map((label, i) => ({
    ...said(draws, 'start'),
    ...{ at: draws.between(1_000, 3_000) + i * 3_000, as: people[i] ?? 'U0BOB', label, waits: true },
    ...{ insists: false, button: false },
  }));
  const approvals = isGated(service.plan)
    ? Array.from({ length: 30 }, (_, i) => ({
        ...said(draws, 'approve'),
        ...{ at: (i + 1) * MINUTE, as: draws.pick(['U0BOB', 'U0CAROL'] as const), button: false, arrives: [30] },
      }))
    : [];
  const at = draws.between(10_000, 4 * MINUTE);
  const hotfix = { ...said(draws, 'start'), at, label: 'v53', insists: false, button: false, hotfix: true };
  const rollback = { ...said(draws, 'rollback'), at: at + draws.between(500, MINUTE), button: false };
  const urgent = draws.pick([[], [], [hotfix], [hotfix, rollback], [rollback, hotfix]]);
  // Somebody tries again and again to start without waiting.
  const rivals = Array.from({ length: draws.pick([0, 60]) }, (_, i) => ({
    ...said(draws, 'start'),
    ...{ at: (i + 1) * 20_000, as: 'U0ALICE', label: 'v55', insists: false, button: false, arrives: [30] },
  }));
  return [...starts, ...approvals, ...urgent, ...rivals];
}

/** Somebody stops for a moment. */
function drawBreak(draws: Draws): readonly Happening[] {
  const at = draws.between(5_000, 5 * MINUTE);
  const as = draws.pick(['U0ALICE', 'U0BOB', 'U0CAROL'] as const);
  const resumed = at + draws.between(5_000, 2 * MINUTE);
  return [
    { ...said(draws, 'pause'), at, as },
    { ...said(draws, 'resume'), at: resumed, as },
  ];
}

/** Somebody else starts too. */
function drawRival(draws: Draws): readonly Happening[] {
  const at = draws.between(0, draws.pick([500, 5_000, MINUTE]));
  return [{ ...said(draws, 'start'), at, as: draws.pick(['U0ALICE', 'U0BOB', 'U0CAROL']), button: false }];
}

/** CloudWatch does not say who is still on the old version. */
function drawUnread(draws: Draws): readonly Happening[] {
  const after = `CloudWatch.GetDrainMetric#${draws.between(1, 3)}`;
  return [{ at: 0, after, kind: 'call', fault: draws.pick(['failed', 'throttled', 'answer lost']) }];
}

/** Somebody has the environments brought up to date, before the start or after the end. */
function drawSync(draws: Draws): readonly Happening[] {
  const at = draws.pick([0, 6, 10, 14]) * MINUTE + draws.between(0, 2 * MINUTE);
  const as = draws.pick(['U0ALICE', 'U0BOB', 'U0CAROL'] as const);
  const done = at + draws.between(5_000, MINUTE);
  return [
    ...(draws.chance(0.4)
      ? [{ at: at - draws.between(0, MINUTE), kind: 'deploy', side: draws.pick(SIDES) } as const]
      : []),
    { ...said(draws, 'sync'), at, as },
    { ...said(draws, 'sync it'), at: done, as },
    ...(draws.chance(0.2) ? [{ ...said(draws, 'stop it'), at: done + draws.between(0, 2 * MINUTE), as }] : []),
    ...(draws.chance(0.5)
      ? [{ ...said(draws, 'start'), at: done + draws.between(MINUTE, 3 * MINUTE), as, button: false }]
      : []),
  ];
}

/** What goes wrong with one target for longer: it is deleted, cannot be read, or somebody else undoes each write. */
function drawTrouble(draws: Draws, service: ServiceSetup, targets: number): Happening {
  const what = draws.pick([drawVanish, drawUndo, (of: Draws) => drawDenied(of, service)]);
  return { at: draws.between(1_000, 8 * MINUTE), ...what(draws, targets) };
}

/** CloudWatch does not evaluate one of the alarms in full, for a while or until somebody is told. */
function drawEvaluation(draws: Draws): readonly Happening[] {
  if (!draws.chance(0.12)) return [];
  return [
    {
      at: draws.pick([0, 10_000, draws.between(0, 10 * MINUTE)]),
      kind: 'evaluation',
      ...(draws.chance(0.25) && { alarm: draws.pick(ALARMS) }),
      problem: draws.pick(['EVALUATION_ERROR', 'EVALUATION_FAILURE', 'PARTIAL_DATA']),
      lasts: draws.chance(0.7) ? draws.between(20_000, 9 * MINUTE) : null,
    },
  ];
}

/** Somebody deploys to an environment some minutes before the start, or right after it. */
function drawDeployment(draws: Draws, { targets }: ServiceSetup): readonly Happening[] {
  if (targets !== 'environments with components' || !draws.chance(0.4)) return [];
  const at = draws.chance(0.5) ? -3 * MINUTE : draws.between(3_000, 90_000);
  return [{ at, kind: 'deploy', side: draws.pick(SIDES) }];
}

/** The parameters can be written and not read any more, for a while or until somebody is told. */
function drawCenterReads(draws: Draws, { targets }: ServiceSetup): readonly Happening[] {
  const hasCenter = targets === 'environments' || targets === 'environments with components';
  if (!hasCenter || !draws.chance(0.4)) return [];
  const lasts = draws.chance(0.6) ? draws.between(MINUTE, 12 * MINUTE) : null;
  return [{ at: draws.between(50_000, 8 * MINUTE), kind: 'denied', party: 'SSM', what: 'reads', lasts }];
}

/** CloudWatch does not say for some time what the arms did; or somebody gives one of two targets another share, so that they differ. */
function drawArmsTrouble(draws: Draws, { arms, targets }: ServiceSetup): readonly Happening[] {
  if (arms === undefined) return [];
  const first = draws.between(2, 12);
  const unread = Array.from({ length: draws.chance(0.3) ? draws.between(1, 5) : 0 }, (_, i): Happening => {
    const fault = draws.pick(['throttled', 'failed', 'answer lost'] as const);
    return { at: 0, after: `CloudWatch.GetMetricData#${first + i}`, kind: 'call', fault };
  });
  if (targets !== 'aliases' || draws.chance(0.6)) return unread;
  return [...unread, { at: draws.between(30_000, 3 * MINUTE), kind: 'edit', target: 1, what: 'share' }];
}

/** A deployment tool sets its own share while the plan waits, and somebody lets Serin put its share back, mostly after a look. */
function drawPutBack(draws: Draws, service: ServiceSetup): readonly Happening[] {
  if (!draws.chance(0.2)) return [];
  const at = draws.between(2 * MINUTE, 7 * MINUTE);
  const asked = at + draws.pick([draws.between(0, 5_000), draws.between(MINUTE, 3 * MINUTE)]);
  const as = draws.pick(['U0ALICE', 'U0BOB', 'U0CAROL'] as const);
  const target = draws.between(0, countTargets(service) - 1);
  const put = { ...said(draws, 'put-back'), at: asked, as };
  const again = asked + draws.between(2_000, 2 * MINUTE);
  return [
    { at, kind: 'edit', target, what: 'share' },
    put,
    ...(draws.chance(0.3) ? [{ at: again, kind: 'edit', target, what: 'share' } as const] : []),
    ...(draws.chance(0.3) ? [{ ...said(draws, 'put-back'), at: again + draws.between(0, MINUTE), as }] : []),
  ];
}

/** A deployment tool takes the users back after the end, and somebody looks and answers, or only the end of the window tells. */
function drawAfterEnd(draws: Draws, service: ServiceSetup): readonly Happening[] {
  if (service.rollbackWindow === 0 || !draws.chance(0.35)) return [];
  const at = draws.between(6 * MINUTE, 30 * MINUTE);
  const target = draws.between(0, countTargets(service) - 1);
  const what = draws.pick(['share', 'share', 'share', 'version'] as const);
  const as = draws.pick(['U0ALICE', 'U0BOB', 'U0CAROL'] as const);
  const asked = at + draws.between(1_000, 5 * MINUTE);
  const answers = draws.pick([
    [],
    ['status'],
    ['status', 'put-back'],
    ['put-back'],
    ['put-back', 'put-back'],
    ['accept'],
  ] as const);
  return [
    { at, kind: 'edit', target, what },
    ...answers.map((name, i) => ({ ...said(draws, name), at: asked + i * 20_000, as })),
  ];
}

/** The alarm fires in the minutes of an incident that both versions share, or before the start of its fix, and ends at last. */
function drawIncident(draws: Draws, { arms }: ServiceSetup): readonly Happening[] {
  const isShared = arms?.quality === 'shared incident';
  if (!isShared && (arms?.quality !== 'fix-forward' || draws.chance(0.5))) return [];
  const at = isShared ? arms.from * MINUTE + draws.between(2 * MINUTE, 5 * MINUTE) : -draws.between(MINUTE, 4 * MINUTE);
  const ends = at + draws.between(4 * MINUTE, 9 * MINUTE);
  return [
    { ...drawAlarm(draws), alarm: ALARM, at, value: 'ALARM' },
    { ...drawAlarm(draws), alarm: ALARM, at: ends, value: 'OK' },
  ];
}

/** The canary dies: its alarm fires, and its metric stops. People lead the plan on all the same. */
function drawDeath(draws: Draws): readonly Happening[] {
  if (!draws.chance(0.12)) return [];
  const at = draws.between(20_000, 8 * MINUTE);
  const stops = at + draws.between(5_000, 3 * MINUTE);
  const as = draws.pick(['U0ALICE', 'U0BOB', 'U0CAROL'] as const);
  const words = draws.pick([[], ['approve'], ['promote'], ['skip', 'promote']] as const);
  return [
    { ...drawAlarm(draws), alarm: ALARM, at, value: 'ALARM' },
    { ...drawAlarm(draws), alarm: ALARM, at: stops, value: 'INSUFFICIENT_DATA' },
    ...words.map((name, i) => ({
      ...said(draws, name),
      at: stops + draws.between(2_000, MINUTE) + i * MINUTE,
      as,
    })),
  ];
}

/** In an otherwise quiet world somebody undoes the first shift from its beginning, for longer than it is repeated without a word. */
function drawUndoneShift(draws: Draws, service: ServiceSetup): readonly Happening[] {
  if (!draws.chance(0.04)) return [];
  const target = draws.between(0, countTargets(service) - 1);
  const every = draws.pick([10_000, 15_000, 20_000]);
  return [{ at: 0, kind: 'undo', target, every, lasts: draws.between(8, 16) * MINUTE }];
}

/** The monitor of a service is unhealthy, does not know, or is silent for a while, at times again. */
function drawSignals(draws: Draws, { monitored }: ServiceSetup): readonly Happening[] {
  if (!monitored) return [];
  return Array.from({ length: draws.between(1, 3) }, () => ({
    at: draws.between(-MINUTE, 12 * MINUTE),
    kind: 'signal' as const,
    says: draws.pick(['unhealthy', 'unhealthy', 'silent', 'unknown'] as const),
    lasts: draws.pick([draws.between(5_000, MINUTE), draws.between(MINUTE, 8 * MINUTE)]),
  }));
}

const WITH_TWO: readonly Setup['targets'][] = [
  'aliases',
  'records and an alias',
  'the edge and a flag',
  'a sticky load balancer and an alias',
];
const countTargets = ({ targets }: ServiceSetup): number => (WITH_TWO.includes(targets) ? 2 : 1);

/** Something comes between the two looks of a shift, which no compare-and-set protects: another tool's weights, or a rollback. */
function drawBetweenLooks(draws: Draws, { targets }: ServiceSetup): readonly Happening[] {
  const operation = targets === 'a load balancer' ? 'DescribeListeners' : 'DescribeRules';
  if (PARTIES_OF[targets][0] !== 'ELBv2' || draws.chance(0.4)) return [];
  const after = `ELBv2.${operation}#${draws.between(2, 5)}`;
  const rollback: Happening = {
    ...said(draws, 'rollback'),
    at: 0,
    after,
    as: 'U0CAROL',
    arrives: [draws.between(20, 300)],
  };
  return [
    { at: 0, after, kind: 'call', fault: 'slow' },
    draws.chance(0.5) ? rollback : { at: draws.between(0, 4_000), after, kind: 'edit', target: 0, what: 'share' },
  ];
}

/** What happens to one service besides its first start. */
function drawStory(draws: Draws, service: ServiceSetup): readonly Happening[] {
  const targets = countTargets(service);
  const span = draws.between(2, 14) * MINUTE;
  const moments: number[] = [0];
  const rest = Array.from({ length: draws.between(0, 9) }, (): Happening => {
    // Races are lost within a second: so many things happen right after another.
    const at = draws.chance(0.4) ? draws.pick(moments) + draws.between(0, 1_500) : draws.between(0, span);
    moments.push(at);
    return { at, ...drawWhat(draws, service, targets) };
  });
  return [
    ...rest,
    ...(isGated(service.plan) && draws.chance(0.5) ? drawApprovals(draws) : []),
    ...(service.rollbackWindow > 0 && draws.chance(0.5) ? drawRegret(draws, targets) : []),
    ...(draws.chance(0.2) ? drawBreak(draws) : []),
    ...(draws.chance(0.2) ? drawRival(draws) : []),
    ...(draws.chance(0.1) ? drawApplied(draws) : []),
    ...(service.plan === 'drained' ? drawUnread(draws) : []),
    ...(service.targets === 'environments with components' && draws.chance(0.6) ? drawSync(draws) : []),
    ...(draws.chance(0.5) ? drawRace(draws, service) : []),
    ...(draws.chance(0.25) ? [drawTrouble(draws, service, targets)] : []),
  ];
}

function drawStart(draws: Draws): Happening {
  if (draws.chance(0.1)) return { kind: 'caller', at: 0, name: 'start', as: PIPELINES[0], label: 'v54' };
  return {
    ...said(draws, 'start'),
    at: 0,
    as: draws.pick(['U0ALICE', 'U0ALICE', 'U0BOB']),
    label: 'v54',
    button: false,
    arrives: draws.chance(0.1) ? [30, 40] : [30],
  };
}

/** Somebody wants to see a start first; at times another configuration is applied before they click. */
function drawShown(draws: Draws, start: Happening): readonly Happening[] {
  if (start.kind !== 'say' || !draws.chance(0.25)) return [start];
  const startsAfter = draws.between(3_000, 40_000);
  const what = draws.pick(['channel', 'onAlarm'] as const);
  const applied: Happening = { at: draws.between(500, startsAfter), kind: 'apply', what };
  return [{ ...start, startsAfter }, ...(draws.chance(0.4) ? [applied] : [])];
}

/** Says of a happening which service it is about, where that makes a difference. */
const about =
  (service: ServiceName) =>
  (one: Happening): Happening => ({ ...one, ...(service !== 'checkout' && { service }) });

/** The script of a seed. */
export function scriptOf(seed: number): Script {
  const draws = drawsFor(seed, 'script');
  // From draws of its own, so that a seed stays the world it was.
  const plain = drawSetup(draws, drawsFor(seed, 'missing data'));
  const setup: Setup = {
    ...plain,
    ...drawBalancer(drawsFor(seed, 'load balancer of checkout'), plain),
    ...drawArms(drawsFor(seed, 'arms of checkout')),
    ...drawMonitored(drawsFor(seed, 'monitor of checkout')),
    ...(plain.second && {
      second: {
        ...plain.second,
        ...drawBalancer(drawsFor(seed, 'load balancer of search'), plain.second),
        ...drawArms(drawsFor(seed, 'arms of search')),
        ...drawMonitored(drawsFor(seed, 'monitor of search')),
      },
    }),
  };
  const services = setupsOf(setup);
  const starts = services.flatMap(([name]) =>
    drawShown(drawsFor(seed, `shown start of ${name}`), drawStart(draws)).map(about(name)),
  );
  const stories = services.flatMap(([name, service]) => drawStory(draws, service).map(about(name)));
  const deployments = services.flatMap(([name, service]) =>
    drawDeployment(drawsFor(seed, `deployment of ${name}`), service).map(about(name)),
  );
  const reads = services.flatMap(([name, service]) =>
    drawCenterReads(drawsFor(seed, `center of ${name}`), service).map(about(name)),
  );
  const incidents = services.flatMap(([name, service]) =>
    [
      ...drawIncident(drawsFor(seed, `incident of ${name}`), service),
      ...drawArmsTrouble(drawsFor(seed, `metrics of ${name}`), service),
    ].map(about(name)),
  );
  const putBacks = services.flatMap(([name, service]) =>
    [
      ...drawPutBack(drawsFor(seed, `put back of ${name}`), service),
      ...drawAfterEnd(drawsFor(seed, `after the end of ${name}`), service),
    ].map(about(name)),
  );
  const freezes = services.flatMap(([name]) => drawFreezes(drawsFor(seed, `freezes of ${name}`)).map(about(name)));
  const deaths = services.flatMap(([name]) => drawDeath(drawsFor(seed, `death of ${name}`)).map(about(name)));
  const undone = services.flatMap(([name, service]) =>
    drawUndoneShift(drawsFor(seed, `undone shift of ${name}`), service).map(about(name)),
  );
  const withdrawals = services.flatMap(([name, service]) =>
    drawWithdrawals(drawsFor(seed, `withdrawals of ${name}`), service).map(about(name)),
  );
  const locks = services.flatMap(([name]) => drawLocks(drawsFor(seed, `locks of ${name}`)).map(about(name)));
  const queues = services.flatMap(([name]) => drawQueue(drawsFor(seed, `queue of ${name}`)).map(about(name)));
  const scheduled = services.flatMap(([name]) =>
    drawScheduled(drawsFor(seed, `scheduled starts of ${name}`)).map(about(name)),
  );
  const quietSchedule = services.flatMap(([name]) =>
    drawQuietSchedule(drawsFor(seed, `quiet schedule of ${name}`)).map(about(name)),
  );
  const signals = services.flatMap(([name, service]) =>
    drawSignals(drawsFor(seed, `signals of ${name}`), service).map(about(name)),
  );
  const looks = services.flatMap(([name, service]) =>
    drawBetweenLooks(drawsFor(seed, `looks of ${name}`), service).map(about(name)),
  );
  const others = [
    ...looks,
    ...signals,
    ...locks,
    ...queues,
    ...scheduled,
    ...reads,
    ...incidents,
    ...putBacks,
    ...drawEvaluation(drawsFor(seed, 'evaluation')),
    ...freezes,
    ...deaths,
    ...withdrawals,
  ];
  const quiet = services.flatMap(([name, service]) =>
    drawQuietQueue(drawsFor(seed, `quiet queue of ${name}`), service).map(about(name)),
  );
  const calm = [undone, quiet, quietSchedule].find((some) => some.length > 0) ?? [];
  const rest = calm.length > 0 ? calm : [...stories, ...deployments, ...others];
  return {
    seed,
    setup,
    happenings: [...starts, ...rest].toSorted((one, other) => one.at - other.at),
    faults: draws.pick([0, 0.01, 0.03, 0.08, SLUGGISH]),
    uneven: true,
    endsInAlarm: draws.chance(0.2),
    goesOn: draws.chance(0.4),
  };
}
