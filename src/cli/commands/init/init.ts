import type { Looked, Survey } from '../../../ports/survey.ts';
import { explainAccountError } from '../../account-unusable.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import { draft } from './draft.ts';
import { type DraftParts, draftServices } from './draft-services.ts';
import { refuseToOverwrite, type WriteOptions, write } from './write.ts';

/** The options of `serin init`. */
export interface InitOptions extends WriteOptions {
  /** The prefixes of the function names to include; empty includes all functions. */
  readonly function: readonly string[];
}

/** Surveys the account and writes a first serin.yml. Never overwrites a file. */
export async function init(options: InitOptions, terminal: Terminal, open: () => Promise<Survey>): Promise<Exit> {
  const { output } = options;
  if (output !== '-' && (await isThere(output, terminal))) return refuseToOverwrite(output, terminal);
  const survey = await open();
  const looked = await surveyAccount(survey, options.function, terminal).catch((error) => {
    throw explainAccountError(error);
  });
  if (terminal.signal.aborted) return exit.interrupted;
  const parts = draftServices(looked);
  if (parts.services.length === 0) return reportNothingFound(parts, looked.leftOut, terminal);
  const text = draft(parts, looked.leftOut);
  return write({ text, names: parts.services.map(({ name }) => name) }, options, terminal);
}

async function surveyAccount(survey: Survey, prefixes: readonly string[], { err }: Terminal) {
  const countPrinter = (what: string) => (count: number) => err(`  ${what}: ${count}`);
  err('Looks at Lambda, Route 53, load balancers and CloudWatch; nothing is changed.');
  const functions = await survey.functions(prefixes, countPrinter('functions'));
  const records = await survey.records(countPrinter('names with weighted records'));
  const forwards = await survey.forwards(countPrinter('listeners and rules that forward'));
  const alarms = await survey.alarms(countPrinter('alarms'));
  const all: readonly Looked<unknown>[] = [functions, records, forwards, alarms];
  return {
    functions: functions.found,
    records: records.found,
    forwards: forwards.found,
    alarms: alarms.found,
    leftOut: all.flatMap(({ leftOut }) => leftOut),
  };
}

async function isThere(file: string, { read }: Terminal): Promise<boolean> {
  try {
    await read(file);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

function reportNothingFound({ unfit }: DraftParts, leftOut: readonly string[], { err }: Terminal): Exit {
  err(
    'Nothing was found that traffic can be split at: no alias of a Lambda function that points to a published version, no name',
    'with two weighted Route 53 records, and no load balancer that forwards to one or two target groups. Check the region and the',
    'account, or --function.',
    ...leftOut.map((line) => `  not allowed: ${line}`),
    ...unfit.map((line) => `  ${line}`),
  );
  return exit.refused;
}
