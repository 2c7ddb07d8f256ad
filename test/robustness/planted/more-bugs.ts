import type { Bug } from './bug.ts';

/** Bugs in what only some worlds have: other owners and configurations, components, control centers, flags, pipelines. */
export const MORE_BUGS: readonly Bug[] = [
  {
    title: 'each evaluation of an alarm counts as a new state change',
    file: 'src/adapters/aws/cloudwatch/health.ts',
    from: '(alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)',
    to: '(alarm.StateUpdatedTimestamp ?? alarm.StateTransitionedTimestamp)',
  },
  {
    title: 'a rollback after the end ignores the new owner of a target',
    file: 'src/rollout/rollback/aftermath.ts',
    from: 'if (owner === null || owner === service) return [];',
    to: 'if (owner === null || owner !== null) return [];',
  },
  {
    title: 'a start uses a cached configuration',
    file: 'src/engine/inbound/authorize.ts',
    from: "const service = command.name === 'start' ? await deps.services.get(command.service, true) : live;",
    to: "const service = command.name === 'start' ? await deps.services.get(command.service, false) : live;",
  },
  {
    title: 'the channel of an old rollout may still start one',
    file: 'src/engine/inbound/authorize.ts',
    from: 'const isLive = rollout !== null && (!isFinished(rollout) || offersRollback(rollout, deps.clock.now()));',
    to: 'const isLive = rollout !== null && (rollout.id !== "" || offersRollback(rollout, deps.clock.now()));',
  },
  {
    title: 'a sync changes the live environment',
    file: 'src/engine/environments/sync-components.ts',
    from: 'const move = { name, side: sync.side, version: wanted.version, expected: sighting.content };',
    to: "const move = { name, side: sync.side === 'a' ? 'b' : 'a', version: wanted.version, expected: sighting.content } as const;",
  },
  {
    title: 'users are moved before the control center has the share',
    file: 'src/environments/control-center.ts',
    from: 'return Math.max(known, weight, agreed, ...',
    to: 'return Math.max(known, 0 * weight, agreed, ...',
  },
  {
    title: 'the share in the control center falls before the traffic does',
    file: 'src/environments/control-center.ts',
    from: 'const known = isSeen(rollout) ? 0 : said;',
    to: 'const known = 0 * said;\n  if (isSeen(rollout) || rollout.id !== "") return weight;',
  },
  {
    title: 'after a completion deployments still go to the live environment',
    file: 'src/environments/control-center.ts',
    from: 'return { ...open, ...roles(canary, stable), share: 0, since: phase.at };',
    to: 'return { ...open, ...roles(stable, canary), share: 0, since: phase.at };',
  },
  {
    title: 'a flag is raised without its version',
    file: 'src/adapters/targets/launchdarkly/target.ts',
    from: `      ...rule,
    ]);`,
    to: "      ...rule,\n    ].filter(({ op }) => op !== 'test'));",
  },
  {
    title: 'a rollback leaves rules on the canary',
    file: 'src/adapters/targets/launchdarkly/target.ts',
    from: "...findArmRules(here).ids.map((ruleId) => ({ kind: 'removeRule', ruleId })),",
    to: '',
  },
  {
    title: 'a flag counts as promoted while rules still name an arm',
    file: 'src/adapters/targets/launchdarkly/target.ts',
    from: 'promoted: here.on && here.fallthrough?.variation === positions.canary && armRules.length === 0,',
    to: 'promoted: weight === 100,',
  },
  {
    title: 'a third record is not noticed',
    file: 'src/adapters/targets/route53/records.ts',
    from: 'record !== now.stable && record !== now.canary && (record.Weight ?? 0) > 0',
    to: 'record !== now.stable && record !== now.canary && (record.Weight ?? 0) > 999',
  },
  {
    title: 'any pipeline may start a rollout',
    file: 'src/engine/inbound/authorize.ts',
    from: 'if (isListed(by, pipelines)) return null;',
    to: 'if (isListed(by, pipelines) || pipelines.length > 0) return null;',
  },
  {
    title: 'the answer to a pipeline is not stored',
    file: 'src/engine/inbound/carry-out.ts',
    from: 'const options = { keys: [command.key], known, ...commitOptions(command, signal), ...waits };',
    to: "const options = command.via === 'call' ? { keys: [], known } : { keys: [command.key], known, ...commitOptions(command, signal), ...waits };",
  },
  // What is read of targets and alarms.
  {
    title: 'an alarm that CloudWatch does not evaluate counts as OK',
    file: 'src/domain/alarm/unclear.ts',
    from: "if (isNotEvaluated(state)) return 'not-evaluated';",
    to: '',
  },
  {
    title: 'a start accepts an alarm that does not exist',
    file: 'src/rollout/preflight/alarm-findings.ts',
    from: `severity: 'blocks',
        code: 'alarm-missing',`,
    to: `severity: 'warns',
        code: 'alarm-missing',`,
  },
  {
    title: 'a start accepts an alarm that is not evaluated',
    file: 'src/rollout/preflight/alarm-findings.ts',
    from: 'message } as const;\n  return force',
    to: "message } as const;\n  return force || name !== ''",
  },
  {
    title: 'the share of a third record is not counted',
    file: 'src/adapters/targets/route53/records.ts',
    from: 'return { stable: stable + others, canary };',
    to: 'return { stable: stable + 0 * others, canary };',
  },
  {
    title: 'a flag that is off counts by its rules',
    file: 'src/adapters/targets/launchdarkly/state.ts',
    from: 'if (!here.on) return here.offVariation === positions.canary ? 100 : 0;',
    to: '',
  },
  {
    title: 'a target that cannot be read is shown with its last weight',
    file: 'src/engine/reconcile/read-target.ts',
    from: `weight: null,
    effectiveAt: null,`,
    to: `weight: target.observed?.weight ?? null,
    effectiveAt: null,`,
  },
  // The ends of steps, gates and messages.
  {
    title: 'a hook that fails counts as done',
    file: 'src/rollout/steps/hook-news.ts',
    from: '  if (!ok) return failHook(',
    to: '  if (!ok && now < 0) return failHook(',
  },
  {
    title: 'an approver of an earlier step may approve a later one',
    file: 'src/engine/inbound/authorize.ts',
    from: '.find((each) => each.index === index)?.approval;',
    to: '.find((each) => each.index <= index)?.approval;',
  },
  {
    title: 'those whom an approval is escalated to may give it from the beginning',
    file: 'src/engine/inbound/authorize.ts',
    from: 'isOpen && isEscalated(rollout.phase) ?',
    to: 'isOpen && isEscalated !== undefined ?',
  },
  {
    title: 'approvers are reminded with each evaluation',
    file: 'src/rollout/steps/approve.ts',
    from: '...(reminds && { remindedAt: now })',
    to: '...(reminds && { remindAt: now })',
  },
  {
    title: 'approvers are called for an approval that is over',
    file: 'src/engine/outbox/deliver-effect.ts',
    from: 'return opened !== undefined && (!asksPeople(phase)',
    to: 'return opened === 0 && (!asksPeople(phase)',
  },
  {
    title: 'a rollback leaves cohorts open',
    file: 'src/rollout/state/transition.ts',
    from: `cohorts: [],
    generation: rollout.generation + 1,`,
    to: `cohorts: rollout.cohorts,
    generation: rollout.generation + 1,`,
  },
  {
    title: 'a message that Slack refuses for a minute is dropped',
    file: 'src/engine/outbox/deliver.ts',
    from: 'const GIVE_UP_MS = 24 * 60 * 60_000;',
    to: 'const GIVE_UP_MS = 60_000;',
  },
  // What is watched beside the targets.
  {
    title: 'a control center that cannot be read is passed over',
    file: 'src/engine/environments/control-center.ts',
    from: "if (seen.is === 'unread') return acceptRead(deps, record, seen.why);",
    to: "if (seen.is === 'unread') return record;",
  },
  {
    title: 'the plan goes on while the control center cannot be read',
    file: 'src/rollout/environments/unread-watch.ts',
    from: 'if (centerUnread !== undefined && centerUnread.isAsked !== true)',
    to: 'if (centerUnread !== undefined && centerUnread.since < 0)',
  },
  // Starts that are shown first.
  {
    title: 'a typed start begins before it was shown',
    file: 'src/engine/inbound/confirm-start.ts',
    from: "return service.confirm === 'never' || asksFirst(planOf(service, command.plan)) ? 'go' : null;",
    to: "return service.confirm === 'never' || planOf(service, command.plan).length > 0 ? 'go' : null;",
  },
  {
    title: 'a click starts what is there now instead of what was shown',
    file: 'src/engine/inbound/confirm-start.ts',
    from: 'if (changes.length === 0) return null;',
    to: 'if (changes.length >= 0) return null;',
  },
  // Somebody undoes what is written.
  {
    title: 'nobody is asked about a shift that is undone again and again',
    file: 'src/rollout/state/foreign-change.ts',
    from: 'if (!isMoving(phase) || before.generation !== generation || now - phaseStart(phase) <= UNDONE_GRACE_MS) return null;',
    to: 'if (isMoving(phase) || before.generation !== generation || now - phaseStart(phase) <= UNDONE_GRACE_MS) return null;',
  },
  {
    title: 'a shift that does not stay is written again for ever',
    file: 'src/rollout/state/foreign-change.ts',
    from: 'const UNDONE_GRACE_MS = 5 * EVALUATION_INTERVAL_MS;',
    to: 'const UNDONE_GRACE_MS = 500 * EVALUATION_INTERVAL_MS;',
  },
  {
    title: 'nobody is asked about a rollback that is undone again and again',
    file: 'src/rollout/rollback/questions.ts',
    from: 'if (undone === undefined || undone.times < UNDONE_TIMES) return undefined;',
    to: 'if (undone === undefined || undone.times < 100 * UNDONE_TIMES) return undefined;',
  },
  // Freezes.
  {
    title: 'a bake that is over in a freeze raises',
    file: 'src/rollout/restrictions/freeze-gate.ts',
    from: 'return frozen === null ? answers.go(withoutFreeze(next)) : answers.stay(frozen);',
    to: "return frozen === null || before.phase.status === 'baking' ? answers.go(withoutFreeze(next)) : answers.stay(frozen);",
  },
  {
    title: 'a share that somebody lowered is put back in a freeze',
    file: 'src/rollout/restrictions/freeze-gate.ts',
    from: '    putsBackMore(before, next) ||\n',
    to: '',
  },
  {
    title: 'the last approval raises in a freeze',
    file: 'src/rollout/commands/approve.ts',
    from: 'enter(counted, rollout.step + 1, now), evidence.freeze, {',
    to: 'enter(counted, rollout.step + 1, now), null, {',
  },
  {
    title: 'anybody may lift what somebody else froze',
    file: 'src/rollout/restrictions/change-freezes.ts',
    from: 'const kept = freezes.filter((freeze) => freeze.service !== service.name || !(mayPromote || isOwner(freeze.by, by)));',
    to: 'const kept = freezes.filter((freeze) => freeze.service !== service.name);',
  },
  // Messages in the channel.
  {
    title: 'a rollback for a verdict is not told in the channel',
    file: 'src/rollout/state/news.ts',
    from: "if (was === 'rolling-back' || was === 'stuck') return null;",
    to: "if (was === 'rolling-back' || was === 'stuck' || phase.reason.kind === 'verdict') return null;",
  },
  {
    title: 'a rollback for an alarm is told by the alarm and by a message of its own',
    file: 'src/rollout/state/notices.ts',
    from: '  return planned.map((effect) => (effect === alarm ? { ...alarm, body: { ...alarm.body, outcome } } : effect));',
    to: "  return [...planned.map((effect) => (effect === alarm ? { ...alarm, body: { ...alarm.body, outcome } } : effect)), { key: ['notice', next.id, next.entries].join('#'), body: { kind: 'notice' as const, rollout: next.id, news } }];",
  },
  // Locks.
  {
    title: 'a start does not ask whether somebody else has locked the service',
    file: 'src/rollout/preflight/preflight.ts',
    from: '    ...lockFindings(draft),\n',
    to: '',
  },
  {
    title: 'a lock is taken from its owner',
    file: 'src/rollout/restrictions/change-locks.ts',
    from: 'if (held !== null && !isOwner(held.by, lock.by)) return restrictions;',
    to: 'if (held !== null && lock.service === "") return restrictions;',
  },
  {
    title: 'anybody may unlock what somebody else locked',
    file: 'src/rollout/restrictions/change-locks.ts',
    from: 'return held !== null && (mayPromote || isOwner(held.by, by)) ? withoutLock',
    to: 'return held !== null && (mayPromote || by !== held.by) ? withoutLock',
  },
  {
    title: 'a start does not ask whether the service is frozen',
    file: 'src/rollout/preflight/preflight.ts',
    from: '    ...freezeFindings(draft),\n',
    to: '',
  },
  // Waits for a time of the day.
  {
    title: 'a wait ends an hour early',
    file: 'src/rollout/steps/wait-until.ts',
    from: 'now >= until ?',
    to: 'now >= until - 3_600_000 ?',
  },
  // Health signals of other systems.
  {
    title: 'a late health signal takes the place of a newer one',
    file: 'src/domain/alarm/health-signal.ts',
    from: 'if (known !== null && !isNewer(known, arrived)) return known;',
    to: '',
  },
  {
    title: 'a health signal counts for an hour after it expired',
    file: 'src/domain/alarm/health-signal.ts',
    from: 'if (readAt >= until)',
    to: 'if (readAt >= until + 3_600_000)',
  },
  {
    title: 'a health signal acts only at the next timer',
    file: 'src/engine/events/on-health-signal.ts',
    from: 'await takeAlarmChange(deps, service, { ...toAlarmChange(reading), readAt }, key);',
    to: "if (key === '') await takeAlarmChange(deps, service, { ...toAlarmChange(reading), readAt }, key);",
  },
];
