import { basename } from 'node:path';
import { parseConfig } from '../../../config/read/parse-config.ts';
import { problemLines } from '../../read-config.ts';
import { readText } from '../../terminal/read-text.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import { type WriteOptions, write } from '../init/write.ts';
import type { Carryover } from './carried.ts';
import { draftCarryover } from './draft-carryover.ts';
import { readSam } from './sam.ts';
import { readServerless } from './serverless.ts';
import { type Fields, fieldsAt, isFields, readTemplate } from './template.ts';

/** The options of `serin init --from`: those of the deployment whose names and values the file is to have. */
export interface FromOptions extends WriteOptions {
  readonly stage?: string;
  /** Each is KEY=VALUE. */
  readonly parameter: readonly string[];
}

/** Writes the serin.yml that does what a template has CodeDeploy do. Looks at no account. */
export async function initFrom(from: string, options: FromOptions, terminal: Terminal): Promise<Exit> {
  const text = await readText(from, terminal);
  if (text === null) return exit.refused;
  const read = readTemplate(text);
  if ('problems' in read) {
    terminal.err(...read.problems.map((problem) => `${from}: ${problem}`), 'Only templates in YAML or JSON are read.');
    return exit.refused;
  }
  const parameters = Object.fromEntries(
    options.parameter.map((one) => [one.split('=')[0] ?? '', one.slice(one.indexOf('=') + 1)]),
  );
  const wrong = findWrongOptions(read.template, options);
  if (wrong.length > 0) {
    terminal.err(...wrong);
    return exit.refused;
  }
  const carried = carryOver(read.template, { stage: options.stage, parameters });
  if (carried === null) {
    terminal.err(`${from} is neither a SAM template (Resources) nor a serverless.yml (provider, functions).`);
    return exit.refused;
  }
  if (carried.services.length === 0) {
    terminal.err(
      `${from} has CodeDeploy shift no function: no DeploymentPreference of SAM, no deploymentSettings of the plugin.`,
      ...carried.notes.map((note) => `  ${note}`),
    );
    return exit.refused;
  }
  const draft = draftCarryover(carried, basename(from));
  const end = await write(draft, options, terminal);
  if (end !== exit.done) return end;
  terminal.err(...remarkLines(draft.remarks));
  const parsed = parseConfig(draft.text);
  if (parsed.ok) return exit.done;
  terminal.err('It needs a change before it passes lint:', ...problemLines(options.output, parsed));
  return exit.done;
}

/** Returns what is wrong with the options for this template, all of it. */
function findWrongOptions(template: Fields, { stage, parameter }: FromOptions): readonly string[] {
  const isSam = isFields(template.Resources);
  const unclear = parameter.filter((one) => !/^[^=]+=/.test(one));
  const names = parameter.filter((one) => !unclear.includes(one)).map((one) => one.slice(0, one.indexOf('=')));
  const known = fieldsAt(template.Parameters);
  const unknown = isSam ? names.filter((name) => !name.startsWith('AWS::') && !Object.hasOwn(known, name)) : [];
  const has = Object.keys(known).join(', ') || 'none';
  return [
    ...unclear.map((one) => `--parameter ${one} is not KEY=VALUE.`),
    ...unknown.map((name) => `The template has no parameter ${name}. Its parameters: ${has}.`),
    ...(isSam && stage !== undefined
      ? ['A SAM template has no stage. Give its parameters: --parameter KEY=VALUE']
      : []),
  ];
}

/** Returns the remarks for a person: what to change, one below the other, then what else is worth knowing. */
function remarkLines(remarks: readonly string[]): readonly string[] {
  const isChange = (remark: string) => remark.includes('CHANGE: ');
  const line = (remark: string) => `  - ${remark.replace('CHANGE: ', '')}`;
  const once = [...new Set(remarks)];
  const changes = once.filter(isChange).map(line);
  const others = once.filter((remark) => !isChange(remark)).map(line);
  const count = changes.length === 1 ? '1 value' : `${changes.length} values`;
  return [
    ...(changes.length === 0 ? [] : [`Write ${count} yourself, marked CHANGE in the file:`, ...changes]),
    ...(others.length === 0 ? [] : ['Please check:', ...others]),
  ];
}

function carryOver(
  template: Fields,
  named: { readonly stage: string | undefined; readonly parameters: Readonly<Record<string, string>> },
): Carryover | null {
  if (isFields(template.Resources)) return readSam(template, named.parameters);
  return template.functions !== undefined && template.provider !== undefined ? readServerless(template, named) : null;
}
