import { limits } from '../../config/read/limits.ts';
import { type ParsedConfig, parseConfig } from '../../config/read/parse-config.ts';
import { storedBytes } from '../../config/read/stored-service.ts';
import { splitTargets } from '../../config/rules/target.ts';
import { planHoldbackText } from '../../domain/plan/holdback.ts';
import type { Service } from '../../domain/service.ts';
import { dilutionNote } from '../../rollout/alarms/alarm-sight.ts';
import { planFindings } from '../../rollout/preflight/plan-findings.ts';
import { splitConflictFindings } from '../../rollout/preflight/split-conflicts.ts';
import { problemLines } from '../read-config.ts';
import { readText } from '../terminal/read-text.ts';
import { type Exit, exit, type Terminal } from '../terminal/terminal.ts';

/** Checks a `serin.yml` and prints a line per service, or every problem with its line; or the same as JSON. */
export async function lint(file: string, json: boolean, terminal: Terminal): Promise<Exit> {
  const text = await readText(file, terminal);
  if (text === null) return exit.refused;
  const parsed = parseConfig(text);
  if (json) terminal.out(JSON.stringify(document(parsed), null, 2));
  else if (parsed.ok) terminal.out(...describeServices(parsed.services));
  else terminal.out(...problemLines(file, parsed));
  return parsed.ok ? exit.done : exit.refused;
}

/** Returns the document that `--json` prints; docs/reference/cli.md describes it. */
function document(parsed: ParsedConfig): object {
  if (!parsed.ok) return { v: 1, ok: false, services: [], problems: parsed.problems, warnings: [], notes: [] };
  const services = parsed.services.map((service) => ({
    name: service.name,
    bytes: storedBytes(service),
    bytesAllowed: limits.parameterBytes,
    targets: service.targets.length,
    alarms: service.alarms.length,
    steps: service.plan.length,
  }));
  const warnings = parsed.services.flatMap((service) =>
    serviceWarnings(service).map((one) => ({ service: service.name, ...one })),
  );
  const notes = parsed.services.flatMap((service) =>
    serviceNotes(service).map((note) => ({ service: service.name, ...note })),
  );
  return { v: 1, ok: true, services, problems: [], warnings, notes };
}

function describeServices(services: readonly Service[]): readonly string[] {
  const width = Math.max(...services.map(({ name }) => name.length));
  return [
    ...services.map((service) => `${service.name.padEnd(width)}  ${summary(service)}`),
    ...services.flatMap(warningLines),
    ...services.flatMap(noteLines),
  ];
}

function summary(service: Service): string {
  const { targets, alarms, plan } = service;
  const parts = [
    pluralize(targets.length, 'target'),
    pluralize(alarms.length, 'alarm'),
    pluralize(plan.length, 'step'),
  ];
  return `${storedBytes(service)} of ${limits.parameterBytes} bytes, ${parts.join(', ')}`;
}

function pluralize(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Returns findings that are allowed but worth knowing. */
function serviceWarnings(service: Service) {
  const findings = [...splitConflictFindings(splitTargets(service), service.plan), ...planFindings(service.plan)];
  return findings.map(({ code, message, remedy }) => ({ code, message, remedy }));
}

/** Returns what is worth knowing and needs no change. */
function serviceNotes(service: Service) {
  const notes = [
    { code: 'alarms-diluted', message: dilutionNote(service) },
    { code: 'holdback', message: planHoldbackText(service.plan, 'stable') },
  ];
  return notes.flatMap(({ code, message }) => (message === null ? [] : [{ code, message }]));
}

function noteLines(service: Service): readonly string[] {
  return serviceNotes(service).flatMap(({ message }) => ['', `note: ${service.name}: ${message}`]);
}

function warningLines(service: Service): readonly string[] {
  return serviceWarnings(service).flatMap(({ message, remedy }) => [
    '',
    `warning: ${service.name}: ${message}`,
    `  ${remedy}`,
  ]);
}
