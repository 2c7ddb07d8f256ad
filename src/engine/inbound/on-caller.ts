import type { Finding } from '../../domain/finding.ts';
import { isListed, shortArn } from '../../domain/people/iam.ts';
import type { IamIdentity } from '../../domain/people/person.ts';
import type { Reply } from '../../domain/rollout/effect.ts';
import { rolloutFacts, summarizeRollout } from '../../domain/rollout/facts.ts';
import { emptyRecord, type Rollout, type ServiceRecord } from '../../domain/rollout/record.ts';
import type { Decision, Draft, Signal } from '../../domain/rollout/signal.ts';
import type { Service } from '../../domain/service.ts';
import type { CallerAnswer, CallerBody, CallerCommand } from '../../ports/caller.ts';
import { ConfigUnreadable } from '../../ports/services.ts';
import { decide } from '../../rollout/decide.ts';
import { checkFromFinding, preflightChecks } from '../../rollout/preflight/preflight.ts';
import { applyDecision, isSeen } from '../commit/apply-decision.ts';
import { update } from '../commit/arm-and-save.ts';
import { judgeStart } from '../commit/commit-signal.ts';
import type { Deps } from '../deps.ts';
import { rolloutId } from '../ids.ts';
import { processSignal, reconcile } from '../process-signal.ts';
import { infoAnswer, repeatAnswer, toCallerAnswer } from './caller-answers.ts';
import { startSignal } from './commands.ts';
import { listLine, refusal, replyTo } from './replies.ts';
import { unknownService } from './unknown-service.ts';

type Body<Name extends CallerBody['name']> = Extract<CallerBody, { name: Name }>;
type Deed = Body<'start'> | Body<'pause'> | Body<'rollback'>;

/** A command of an IAM identity, with its proven identity. */
interface Asked {
  readonly key: string;
  /** The moment of arrival: a direct call waits in no queue, and the caller's clock may be off. */
  readonly issuedAt: number;
  readonly by: IamIdentity;
}

function notListedText(service: Service, by: IamIdentity): string {
  return `${shortArn(by)} is not among the pipelines of ${service.name}, which may start it.`;
}

const LIST_IT =
  "Add the ARN of its role (arn:aws:iam::…:role/…) to the service's pipelines in serin.yml and apply that.";

/** Makes the signal, or returns the refusal. A start is judged by the current configuration; rollback and pause need none. */
async function prepareSignal(deps: Deps, asked: Asked, body: Deed, rollout: Rollout | null): Promise<Signal | Reply> {
  if (body.name === 'start' || rollout === null) {
    const service = await deps.services.get(body.service, true);
    if (service === null) return unknownService(deps, body.service);
    if (body.name === 'start') {
      if (isListed(asked.by, service.pipelines)) return startSignal(deps, asked, body, service, rollout);
      return refusal('not-listed', `${notListedText(service, asked.by)} ${LIST_IT}`);
    }
  }
  const common = { ...asked, rollout: null, at: null };
  return body.name === 'pause'
    ? { ...common, kind: 'pause' }
    : { ...common, kind: 'rollback', text: body.text.slice(0, 300) };
}

const newestRollout = async (deps: Deps, service: string): Promise<Rollout | null> =>
  (await deps.store.load(service))?.rollout ?? null;

/** Saves that a command was answered, so that it does not count when it is delivered again. */
async function remember(deps: Deps, record: ServiceRecord, key: string, { text }: Reply): Promise<void> {
  const ignored: Decision = { answer: 'ignored', because: text };
  await update(deps, record, (fresh) =>
    isSeen(fresh, key) ? fresh : applyDecision(fresh, ignored, [key], [], deps.clock.now()),
  );
}

async function executeCommand(deps: Deps, asked: Asked, body: Deed): Promise<CallerAnswer> {
  const { service } = body;
  const { key } = asked;
  const start = body.name === 'start' ? { id: rolloutId(service, key) } : null;
  const record = (await deps.store.load(service)) ?? emptyRecord(service);
  if (isSeen(record, key)) {
    await reconcile(deps, record);
    return repeatAnswer(service, await newestRollout(deps, service), start, deps.clock.now());
  }
  const signal = await prepareSignal(deps, asked, body, record.rollout);
  if ('tone' in signal) {
    if (signal.code !== 'unknown-service') await remember(deps, record, key, signal);
    return toCallerAnswer(signal, record.rollout, deps.clock.now());
  }
  const taken = await processSignal(deps, service, signal, { keys: [key], known: record, remembers: true });
  const newest = await newestRollout(deps, service);
  if (taken.decision === null) return repeatAnswer(service, newest, start, deps.clock.now());
  return toCallerAnswer(replyTo(taken.decision, newest, start !== null), newest, deps.clock.now());
}

/** Returns the draft as an answer; a refusal when the same start would be refused. */
function previewAnswer(draft: Draft, decision: Decision, warnings: readonly Finding[]): CallerAnswer {
  const { targets, service, alarms, canary } = draft;
  const isClear = decision.answer === 'accepted';
  const found = isClear ? decision.next.findings : decision.answer === 'refused' ? (decision.findings ?? []) : [];
  const refused = decision.answer === 'refused' ? decision : null;
  return infoAnswer(refused === null ? `${service.name} ${canary} can start. Nothing was moved.` : refused.because, {
    ...(refused === null ? {} : { tone: 'refused', code: refused.code }),
    findings: [...found, ...warnings],
    preview: {
      targets: targets.map(({ name, stable, canary: version }) => ({ name, stable, canary: version })),
      plan: service.plan,
      alarms: Object.fromEntries(alarms.map(({ name, value }) => [name, value])),
      checks: [...preflightChecks(draft), ...warnings.map(checkFromFinding)],
    },
  });
}

/** Checks whether a start would succeed, with the checks of a start. Saves and moves nothing. */
async function dryRun(deps: Deps, asked: Asked, body: Body<'dry-run'>): Promise<CallerAnswer> {
  const record = (await deps.store.load(body.service)) ?? emptyRecord(body.service);
  const { rollout } = record;
  const service = await deps.services.get(body.service, true);
  if (service === null) return toCallerAnswer(await unknownService(deps, body.service), null, deps.clock.now());
  const signal = await startSignal(deps, asked, { ...body, name: 'start' }, service, rollout);
  if ('tone' in signal) return toCallerAnswer(signal, rollout, deps.clock.now());
  const message = notListedText(service, asked.by);
  const warning: Finding = { severity: 'warns', code: 'not-listed', about: null, message, remedy: LIST_IT };
  const now = deps.clock.now();
  const start = judgeStart(record, signal, now);
  const decision = 'answer' in start ? start : decide(rollout, start, now);
  const { draft } = 'answer' in start ? signal : start;
  return previewAnswer(draft, decision, isListed(asked.by, service.pipelines) ? [] : [warning]);
}

async function status(deps: Deps, { service, rollout: id }: Body<'status'>): Promise<CallerAnswer> {
  const newest = await newestRollout(deps, service);
  const rollout = id === null || newest?.id === id ? newest : await deps.history.find(service, id);
  const now = deps.clock.now();
  if (rollout !== null) return infoAnswer(listLine(service, rollout, now), { rollout: rolloutFacts(rollout, now) });
  if (id !== null) return toCallerAnswer(refusal('no-rollout', `${service} has no rollout ${id}.`), null, now);
  if ((await deps.services.get(service, false)) === null)
    return toCallerAnswer(await unknownService(deps, service), null, now);
  return infoAnswer(`${service} was never rolled out. Start with: serin start ${service} <version>`);
}

async function list(deps: Deps): Promise<CallerAnswer> {
  const names = await deps.services.names();
  const rollouts = await Promise.all(names.map((name) => newestRollout(deps, name)));
  const services = names.map((service, i) => {
    const rollout = rollouts[i] ?? null;
    return { service, rollout: rollout === null ? null : summarizeRollout(rollout, deps.clock.now()) };
  });
  const none = 'No service is configured yet: run serin apply serin.yml.';
  return infoAnswer(names.length === 0 ? none : `${names.length} services`, { services });
}

function dispatch(deps: Deps, asked: Asked, body: CallerBody): Promise<CallerAnswer> {
  switch (body.name) {
    case 'list':
      return list(deps);
    case 'status':
      return status(deps, body);
    case 'dry-run':
      return dryRun(deps, asked, body);
    default:
      return executeCommand(deps, asked, body);
  }
}

/**
 * Carries out a command of an authenticated IAM identity, and returns the answer. Every such identity may ask, pause and roll
 * back; a start needs an entry in the service's list. Nothing is looked up in Slack. Returns a refusal when AWS does not answer:
 * the caller retries with the same key.
 */
export async function onCaller(deps: Deps, { key, body }: CallerCommand, by: IamIdentity): Promise<CallerAnswer> {
  try {
    // Callers choose their keys; the prefix keeps them apart from the keys of people's commands and of events.
    return await dispatch(deps, { key: `iam#${key}`, issuedAt: deps.clock.now(), by }, body);
  } catch (error) {
    if (error instanceof ConfigUnreadable)
      return toCallerAnswer(refusal(error.code, error.message), null, deps.clock.now());
    deps.log.error({ command: body.name, caller: by.arn, key, error }, 'a command was not carried out yet');
    const text = 'AWS did not answer, so this is not done yet. Try again with the same command; it counts once.';
    return toCallerAnswer(refusal('not-yet', text), null, deps.clock.now());
  }
}
