import { ALB_BUGS } from './alb-bugs.ts';
import type { Bug } from './bug.ts';
import { JUDGE_BUGS } from './judge-bugs.ts';
import { MORE_BUGS } from './more-bugs.ts';
import { QUEUE_BUGS } from './queue-bugs.ts';
import { VOTE_BUGS } from './vote-bugs.ts';

/**
 * Bugs that the simulation has to find, in the decision, the engine and the adapters. Each breaks a promise of the design; what
 * is only slower or said otherwise is not among them.
 */
const FIRST_BUGS: readonly Bug[] = [
  // The engine: save first, converge, late writers, delivery.
  {
    title: 'a late writer does not read the record before it writes',
    file: 'src/engine/reconcile/move-target.ts',
    from: "if (!(await isCurrent(deps, rollout))) return 'superseded';",
    to: '',
  },
  {
    title: 'targets are written before the decision is saved',
    file: 'src/engine/commit/commit-signal.ts',
    from: 'const armed = await armWatchdog(',
    to: `if (decision.answer === 'accepted') await (await import('../reconcile/converge.ts')).converge(deps, decision.next, deps.clock.now() + 20_000);
    const armed = await armWatchdog(`,
  },
  {
    title: 'a command that is delivered twice counts twice',
    file: 'src/engine/commit/apply-decision.ts',
    from: 'return record.seen.some((seen) => seen.key === digest || seen.key === key);',
    to: 'return false;',
  },
  {
    title: 'a key is remembered by its first character, so that other commands count as its repeats',
    file: 'src/engine/ids.ts',
    from: ".digest('base64url').slice(0, 12);",
    to: ".digest('base64url').slice(0, 1);",
  },
  {
    title: 'no timer is set before the record is saved',
    file: 'src/engine/commit/arm-watchdog.ts',
    from: 'await deps.timers.arm({',
    to: 'await (async (_wake) => undefined)({',
  },
  {
    title: 'a save overwrites the save of another worker',
    file: 'src/adapters/aws/dynamodb/conditional-write.ts',
    from: "ConditionExpression: 'revision = :expected',",
    to: "ConditionExpression: 'revision = :expected OR revision <> :expected',",
  },
  {
    title: 'a hook is called before the call is claimed',
    file: 'src/engine/reconcile/call-hook.ts',
    from: "const claim = await tell(deps, record, due, { kind: 'claimed' });",
    to: `await deps.hooks.call(buildRequest(deps, due));
  const claim = await tell(deps, record, due, { kind: 'claimed' });`,
  },
  {
    title: 'a message leaves the outbox before it is sent',
    file: 'src/engine/outbox/deliver.ts',
    from: 'outbox: record.outbox.map((effect) => mine.find((claim) => claim.key === effect.key) ?? effect),',
    to: 'outbox: record.outbox.filter((effect) => !mine.some((claim) => claim.key === effect.key)),',
  },
  {
    title: 'a retried message is posted without a search for the first one',
    file: 'src/engine/outbox/deliver-effect.ts',
    from: 'again: effect.attempts > 1',
    to: 'again: false',
  },
  {
    title: 'a message that failed is dropped',
    file: 'src/engine/outbox/deliver.ts',
    from: '(givenUp ? done : failed).add(effect.key);',
    to: 'done.add(effect.key);',
  },
  {
    // Leaving it out of one pass only is harmless: the next one sees what it has, and brings it back.
    title: 'a rollback is not retried on a target that did not answer',
    file: 'src/engine/reconcile/converge.ts',
    from: 'const out = rollout.targets.filter((target) => !isBack(target) && !isLeft(rollout, target));',
    to: 'const out = rollout.targets.filter(({ observed }) => observed?.weight == null && observed?.fault == null);',
  },
  {
    title: 'an earlier timer that fires does not set the next one',
    file: 'src/engine/events/on-timer.ts',
    from: '...(isOurs && { usedWake: wake.seq }),',
    to: '',
  },
  // The decision: rollback wins, approvals, gates, alarms, the end.
  {
    title: 'a timer after a rollback continues the plan',
    file: 'src/rollout/alarms/on-alarm.ts',
    from: "if (phase.status === 'rolling-back') return onRollbackTimer(rollout, phase, now);",
    to: `if (phase.status === 'rolling-back') {
    const over = { status: 'baking', since: now, until: now } as const;
    return onStepTimer({ ...rollout, phase: over }, { evidence: alarms, reading: null, minutes: [], freeze: null }, now);
  }`,
  },
  {
    title: 'two approvals of one person count as two',
    file: 'src/rollout/commands/approve.ts',
    from: 'if (open.approvals.some((approval) => approval.by.id === signal.by.id)) {',
    to: 'if (open.approvals.length > 9) {',
  },
  {
    title: 'the requester may approve the rollout',
    file: 'src/rollout/commands/approve.ts',
    from: 'if (isSame(signal.by, rollout.by) && !rollout.config.selfApproval) {',
    to: 'if (isSame(signal.by, rollout.by) && rollout.step > 99) {',
  },
  {
    title: 'anybody may approve',
    file: 'src/rollout/commands/approve.ts',
    from: 'if (!signal.isApprover)',
    to: 'if (!signal.isApprover && rollout.step > 99)',
  },
  {
    title: 'one approval is enough where two are required',
    file: 'src/rollout/commands/approve.ts',
    from: 'if (approvals.length < step.count)',
    to: 'if (approvals.length < 1)',
  },
  {
    title: 'an approval of an earlier step passes a later one',
    file: 'src/rollout/decide.ts',
    from: 'if (!BOUND.has(signal.kind)) return null;',
    to: 'if (BOUND.has(signal.kind) || !BOUND.has(signal.kind)) return null;',
  },
  {
    title: 'a start replaces a running rollout',
    file: 'src/rollout/commands/start.ts',
    from: 'if (running !== null && !isFinished(running)) {',
    to: 'if (running !== null && !isFinished(running) && running.entries > 9_999) {',
  },
  {
    title: 'skip passes an approval',
    file: 'src/domain/steps/approve.ts',
    from: '...QUIET, asks: true,',
    to: "...QUIET, skippable: 'bake', asks: true,",
  },
  {
    title: 'anybody may promote past an approval',
    file: 'src/rollout/commands/skip-rules.ts',
    from: 'if (closed !== undefined) {',
    to: 'if (closed !== undefined && rollout.step > 99) {',
  },
  {
    title: 'everybody may skip a bake before a raise',
    file: 'src/rollout/commands/skip-and-promote.ts',
    from: 'const no = (isAsked ? null : skipRefusal(rollout, signal, toSkip(wait))) ?? expiredRefusal(signal.issuedAt, now);',
    to: 'const no = (isAsked || rollout.step < 99 ? null : skipRefusal(rollout, signal, toSkip(wait))) ?? expiredRefusal(signal.issuedAt, now);',
  },
  {
    title: 'alarms that cannot be read count as OK',
    file: 'src/rollout/alarms/alarms.ts',
    from: "if (evidence === 'unreadable') return { kind: 'blind', why: { kind: 'alarms-unreadable' } };",
    to: "if (evidence === 'unreadable') return { kind: 'clear' };",
  },
  {
    title: 'an alarm that fired and lost its data counts as OK',
    file: 'src/domain/alarm/unclear.ts',
    from: "if (state.value === 'INSUFFICIENT_DATA' && state.unanswered) return 'fired';",
    to: '',
  },
  {
    title: 'an alarm that lost its data counts as OK',
    file: 'src/domain/alarm/unclear.ts',
    from: "return state.hadData && missingData === 'hold' ? 'no-data' : null;",
    to: 'return null;',
  },
  {
    title: 'an alarm is ignored while an approval is open',
    file: 'src/rollout/alarms/act-on-alarm.ts',
    from: "return !['rolling-back',",
    to: "return !['awaiting-approval', 'rolling-back',",
  },
  {
    title: 'an alarm is ignored while the rollout is paused',
    file: 'src/rollout/alarms/act-on-alarm.ts',
    from: "return !['rolling-back',",
    to: "return !['paused', 'rolling-back',",
  },
  {
    title: 'a rollback does not raise the generation',
    file: 'src/rollout/state/transition.ts',
    from: `    cohorts: [],
    generation: rollout.generation + 1,
    reversals: rollout.reversals + 1,`,
    to: `    cohorts: [],
    generation: rollout.generation,
    reversals: rollout.reversals + 1,`,
  },
  {
    title: 'a failed target stops the rollback of the others',
    file: 'src/rollout/state/transition.ts',
    from: 'return rollout.agreed < rollout.weight || opens ? setIntention(rollout, rollout.agreed, now, before) : rollout;',
    to: 'return rollout;',
  },
  {
    // With nothing but settleAt in the past the baseline is still restored by the next timer, which outlives nearly every writer.
    title: 'a rollback ends while an earlier writer may still write',
    file: 'src/rollout/rollback/returning.ts',
    from: '  return accept(before, addEntry(rollout, now, text), text);',
    to: `  const back = { ...rollout, generation: rollout.generation + 1, phase: { ...rollout.phase, stage: 'restoring' } };
  return accept(before, addEntry(back as Rollout, now, text), text);`,
  },
  {
    title: 'a rollback ends without a comparison with the baseline',
    file: 'src/rollout/rollback/unreachable.ts',
    from: 'return isBack(target) && (target.observed?.atBaseline === true || (isKept && target.observed?.drift !== null));',
    to: 'return isBack(target);',
  },
  {
    title: 'a foreign change does not stop a rollout',
    file: 'src/rollout/state/foreign-change.ts',
    from: 'if (detail !== null) return { target: target.name, detail, isShare: observed.drift === null, isUndone: false };',
    to: '',
  },
  {
    title: 'a resumed bake ends at once',
    file: 'src/rollout/steps/bake.ts',
    from: 'until: now + remaining }',
    to: 'until: now }',
  },
  {
    title: 'a completed rollout rolls back after its rollback window',
    file: 'src/rollout/rollback/rollback-window.ts',
    from: 'if (issuedAt <= phase.windowUntil && now <= phase.windowUntil + DELIVERY_MS) return null;',
    to: 'if (issuedAt > 0) return null;',
  },
  {
    title: 'a rollback after the end overwrites a later change',
    file: 'src/rollout/rollback/rollback-window.ts',
    from: 'if (findings.length > 0) {',
    to: 'if (findings.length > 99) {',
  },
  {
    title: 'a drain passes on a metric that cannot be read',
    file: 'src/engine/reconcile/read-step-metric.ts',
    from: 'return null;',
    to: 'return { value: 0, at: deps.clock.now() };',
  },
  // The adapters: compare and set on the way up, not on the way back, values that no late write expects.
  {
    title: 'an alias is raised without its revision id',
    file: 'src/adapters/targets/lambda-alias/target.ts',
    from: 'RevisionId: expected.token as string,',
    to: '',
  },
  {
    // Without the count of reversals alone it still avoids the pair of the baseline, which is what late batches mostly expect.
    title: 'a rollback restores weights that a late change batch expects',
    file: 'src/adapters/targets/route53/rollback.ts',
    from: 'weightPair(0, reversals, readWeights(baseline))',
    to: 'readWeights(baseline)',
  },
  {
    // Without the first of the two the second points it back, with a call more.
    title: 'a rollback does not repoint a promoted alias',
    file: 'src/adapters/targets/lambda-alias/target.ts',
    from: `    const restore = way.promotionBegan && typeof target.observed?.drift !== 'string';
    const after = await update(lambda, target, { ...weights({}), ...(restore && { FunctionVersion: stable }) });
    if (after.version === canary) await update(lambda, target, { ...weights({}), FunctionVersion: stable });`,
    to: '    await update(lambda, target, weights({}));',
  },
];

/** All bugs that the simulation has to find. */
export const BUGS: readonly Bug[] = [
  ...FIRST_BUGS,
  ...MORE_BUGS,
  ...ALB_BUGS,
  ...JUDGE_BUGS,
  ...QUEUE_BUGS,
  ...VOTE_BUGS,
];
