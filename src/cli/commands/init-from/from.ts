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
import { type Fields, isFields, readTemplate } from './template.ts';

/** Writes the serin.yml that does what a template has CodeDeploy do. Looks at no account. */
export async function initFrom(from: string, options: WriteOptions, terminal: Terminal): Promise<Exit> {
  const text = await readText(from, terminal);
  if (text === null) return exit.refused;
  const read = readTemplate(text);
  if ('problems' in read) {
    terminal.err(...read.problems.map((problem) => `${from}: ${problem}`), 'Only templates in YAML or JSON are read.');
    return exit.refused;
  }
  const carried = carryOver(read.template);
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
  terminal.err(...draft.remarks.map((remark) => `  ${remark}`));
  const parsed = parseConfig(draft.text);
  if (parsed.ok) return exit.done;
  terminal.err('It needs a change before it passes lint:', ...problemLines(options.output, parsed));
  return exit.done;
}

function carryOver(template: Fields): Carryover | null {
  if (isFields(template.Resources)) return readSam(template);
  return template.functions !== undefined && template.provider !== undefined ? readServerless(template) : null;
}
