import type { ComponentConfig } from '../../domain/environment/component.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { FreezeWindow } from '../../domain/restrictions/window.ts';
import type { Discovery, Service, ServiceLinks, TargetConfig } from '../../domain/service.ts';
import { readPlan } from '../plan/read-plan.ts';
import { freezeRules, toFreezes } from '../rules/freezes.ts';
import { closedHours, hoursRules } from '../rules/hours.ts';
import { toRollbackWindow } from '../rules/rollback-window.ts';
import { ruleComplaints } from '../rules/service.ts';
import { sizeComplaints } from '../rules/size.ts';
import { holdbackOf, toAnalysis } from '../schema/analysis.ts';
import { toEnvironments } from '../schema/environments.ts';
import { type FileService, fileSchema } from '../schema/file.ts';
import type { FileFreeze } from '../schema/freezes.ts';
import type { FileHours } from '../schema/hours.ts';
import { toNotify } from '../schema/notify.ts';
import { type FilePlan, toNamedPlans } from '../schema/plans.ts';
import { toRoles } from '../schema/roles.ts';
import { toSignals, withSignals } from '../schema/signals.ts';
import { type Complaint, nestComplaints, type Problem, pathText } from './complaint.ts';
import { explain } from './explain.ts';
import { deepFreeze } from './freeze.ts';
import { valueAt } from './schema-walk.ts';
import { withHoldback } from './with-holdback.ts';
import { readYaml } from './yaml-source.ts';

/** The result of reading a file: its services in order, or every problem, by line. */
export type ParsedConfig =
  | { readonly ok: true; readonly services: readonly Service[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads the text of a `serin.yml`. Reports every problem at once; the services are complete with defaults, and frozen. */
export function parseConfig(text: string): ParsedConfig {
  const source = readYaml(text);
  const { services, complaints } = source.value === undefined ? { services: [], complaints: [] } : check(source.value);
  const located = complaints.map(({ path, message, remedy }) => ({
    ...source.locate(path),
    path: pathText(path),
    message,
    remedy,
  }));
  // Reports each YAML problem only once.
  const isNew = ({ line, column }: Problem) =>
    !source.problems.some((problem) => problem.line === line && problem.column === column);
  const problems = [...source.problems, ...located.filter(isNew)];
  if (problems.length > 0)
    return { ok: false, problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
  return { ok: true, services };
}

function check(value: unknown): { readonly services: readonly Service[]; readonly complaints: readonly Complaint[] } {
  const parsed = fileSchema.safeParse(value);
  const shape = parsed.success ? [] : explain(parsed.error, fileSchema, value);
  const complaints = [
    ...shape,
    ...ruleComplaints(valueAt(value, ['services'])),
    ...freezeRules(valueAt(value, ['freezes'])),
    ...hoursRules(valueAt(value, ['hours'])),
  ];
  if (!parsed.success || complaints.length > 0) return { services: [], complaints };
  const { services: written, ...all } = parsed.data;
  const services = Object.entries(written).map(([name, service]) => toService(name, service, all));
  return { services: deepFreeze(services), complaints: nestComplaints(['services'], services.flatMap(sizeComplaints)) };
}

/** The times in which nothing is raised, as the file has them for all services. */
interface ForAll {
  readonly freezes?: readonly FileFreeze[] | undefined;
  readonly hours?: FileHours | undefined;
}

function toService(name: string, service: FileService, all: ForAll): Service {
  const signals = toSignals(service.signals);
  const freezes = readFreezes(service, all);
  return {
    name,
    channel: service.channel,
    targets: service.targets as readonly TargetConfig[],
    alarms: withSignals(service.alarms, signals),
    ...(signals.length > 0 && { signals }),
    ...(service.signalTokens !== undefined && { signalTokens: service.signalTokens }),
    plan: readWholePlan(service.plan, service),
    ...toNamedPlans(service.plans, (plan) => readWholePlan(plan, service)),
    onAlarm: service.onAlarm ?? 'rollback',
    missingData: service.missingData ?? 'hold',
    pipelines: service.pipelines ?? [],
    selfApproval: service.selfApproval ?? false,
    ...(service.unchanged === 'keep' && { unchanged: service.unchanged }),
    ...(service.confirm === 'never' && { confirm: service.confirm }),
    ...(service.events === 'on' && { events: service.events }),
    ...(service.links !== undefined && { links: toLinks(service.links) }),
    ...toNotify(service.notify),
    rollbackWindow: toRollbackWindow(service.rollbackWindow),
    analysis: toAnalysis(service.analysis),
    discovery: readDiscovery(service),
    environments: service.environments === undefined ? null : toEnvironments(service.environments),
    components: (service.components ?? []) as readonly ComponentConfig[],
    sharedDependencies: service.sharedDependencies ?? [],
    ...(freezes.length > 0 && { freezes }),
    ...toRoles(service.roles),
  };
}

/** Returns the times in which the service is frozen: the freezes of the file and its own, and those outside of its release hours. */
function readFreezes({ freezes = [], hours }: FileService, all: ForAll): readonly FreezeWindow[] {
  const kept = hours ?? all.hours;
  return [
    ...toFreezes([...(all.freezes ?? []), ...freezes]),
    ...(kept === undefined || kept === 'always' ? [] : closedHours(kept)),
  ];
}

/** Returns the links that are set. */
function toLinks({ runbook, dashboard, logs }: NonNullable<FileService['links']>): ServiceLinks {
  return {
    ...(runbook !== undefined && { runbook }),
    ...(dashboard !== undefined && { dashboard }),
    ...(logs !== undefined && { logs }),
  };
}

/** Returns a plan of a service as it runs: with the users who stay on stable to the end, where the service wants that. */
function readWholePlan(written: FilePlan, { analysis }: FileService): Plan {
  const { plan } = readPlan(written);
  const holdback =
    typeof analysis === 'object' && analysis.holdback !== undefined ? holdbackOf(analysis.holdback) : null;
  return holdback === null ? plan : withHoldback(plan, holdback);
}

function readDiscovery({ discovery }: FileService): Discovery | null {
  return discovery === undefined ? null : { actions: discovery.actions, origins: discovery.origins ?? [] };
}
