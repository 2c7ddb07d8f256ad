import type { ServiceRecord } from '../../domain/rollout/record.ts';
import type { Service } from '../../domain/service.ts';
import type { ChosenService, StartForm, TriedStart } from '../../domain/start-form.ts';
import { load } from '../commit/save.ts';
import type { Deps } from '../deps.ts';
import { authorize, lookupRefusal } from '../inbound/authorize.ts';
import type { Named } from '../inbound/command.ts';
import { previewStart } from '../inbound/confirm-start.ts';
import { planRefusal } from '../inbound/plan-refusal.ts';
import { startSignal } from '../inbound/to-signal.ts';
import { readStanding } from '../inbound/where.ts';
import { findNamedService, findNamedVersion } from './named-in.ts';
import { startableServices } from './startable-services.ts';
import { startableVersions } from './startable-versions.ts';

/** The start that a form asks for, as it would be typed. */
function typedStart({ key, issuedAt, by, via }: Named<'start-form'>, service: string, label: string): Named<'start'> {
  return { key, issuedAt, by, via, name: 'start', service, label, explicit: {}, force: false, adopt: false };
}

/** Tries a start with everything that a real one checks. Saves and moves nothing. */
async function tryLabel(
  deps: Deps,
  start: Named<'start'>,
  service: Service,
  record: ServiceRecord,
): Promise<TriedStart> {
  const { label } = start;
  const planless = await planRefusal(deps, start, service);
  if (planless !== null) return { label, reply: planless, rollout: null };
  const signal = await startSignal(deps, start, service, record.rollout);
  if ('tone' in signal) return { label, reply: signal, rollout: null };
  const { reply, shows } = previewStart(record, start, signal, deps.clock.now());
  return { label, reply, rollout: shows };
}

/** Reads the service that was chosen, if its person may start it there: the same rule as for the start itself. */
async function readChosen(deps: Deps, command: Named<'start-form'>, name: string): Promise<ChosenService> {
  const { key, issuedAt, by, via, message, plan } = command;
  const record = await load(deps, name);
  const start = typedStart(command, name, command.label ?? '');
  const grant = await authorize(deps, start, record.rollout).catch((error: unknown) => lookupRefusal(start, error));
  if ('tone' in grant) return { name, refused: grant };
  const { service } = grant;
  const [listed, { reply: where }] = await Promise.all([
    startableVersions(deps, service),
    readStanding(deps, { key, issuedAt, by, via, name: 'where', service: name }, service),
  ]);
  const label = message === undefined ? command.label : findNamedVersion(message, listed.versions);
  const going = { ...start, label: label ?? '', ...(plan !== undefined && { plan }) };
  const tried = label === null ? null : await tryLabel(deps, going, service, record);
  return { name, service, plan: plan ?? null, ...listed, where, tried };
}

/**
 * Reads the form of a start: the services that the person may start in this channel, and of the one that is chosen, or that a message
 * names, its versions, its plan, and what preflight finds. Saves and moves nothing.
 *
 * @throws when AWS did not answer
 */
export async function readStartForm(deps: Deps, command: Named<'start-form'>): Promise<StartForm> {
  const { service, message } = command;
  const listing = startableServices(deps, command);
  const named = message === undefined ? service : findNamedService(message, (await listing).services);
  const [listed, chosen] = await Promise.all([listing, named === null ? null : readChosen(deps, command, named)]);
  return { at: deps.clock.now(), ...listed, chosen };
}
