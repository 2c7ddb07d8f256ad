import { limits } from '../config/limits.ts';
import { storedBytes } from '../config/stored-service.ts';
import type { Service } from '../rollout/service.ts';
import { readConfig } from './read-config.ts';
import { type Exit, exit, type Terminal } from './terminal.ts';

/** Checks a `serin.yml` and prints a line per service, or every problem with its line. */
export async function lint(file: string, terminal: Terminal): Promise<Exit> {
  const services = await readConfig(file, terminal);
  if (services === null) return exit.refused;
  const width = Math.max(...services.map(({ name }) => name.length));
  terminal.out(...services.map((service) => `${service.name.padEnd(width)}  ${summary(service)}`));
  terminal.out(...services.flatMap(notes));
  return exit.done;
}

function summary(service: Service): string {
  const { targets, alarms, plan } = service;
  const parts = [counted(targets.length, 'target'), counted(alarms.length, 'alarm'), counted(plan.length, 'step')];
  return `${storedBytes(service)} of ${limits.parameterBytes} bytes, ${parts.join(', ')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** What is allowed, and good to know. */
function notes({ name, targets }: Service): readonly string[] {
  if (targets.length < 2) return [];
  return [
    '',
    `note: ${name} is split in ${targets.length} places, each for itself. Where one calls another the shares multiply (5 % of 5 %)`,
    '      and versions mix; environments (docs/environments.md) with one split in front of both keep a user on one side.',
  ];
}
