import type { Argument, Command, Option } from 'commander';

/** What may follow where a value is meant: a file, one of some words, or what no shell can know. */
export type Values = 'file' | 'unknown' | readonly string[];

/** An option of a command. */
export interface CompletableOption {
  /** `--json`, and `-y` where there is a short one. */
  readonly flags: readonly string[];
  readonly description: string;
  /** What follows it; null when nothing does. */
  readonly values: Values | null;
}

/** A command, as far as a shell completes it. */
export interface CompletableCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletableOption[];
  /** What its first argument is; null when it takes none. */
  readonly argument: Values | null;
}

/** What a shell can complete of a program: its commands in their order, with `help`. */
export function listCompletableCommands(program: Command): readonly CompletableCommand[] {
  const commands = program.createHelp().visibleCommands(program);
  const names = commands.map((command) => command.name());
  return commands.map((command) => toCommand(command, names));
}

function toCommand(command: Command, names: readonly string[]): CompletableCommand {
  const [argument] = command.registeredArguments;
  return {
    name: command.name(),
    description: command.description(),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map((option) => toOption(option, names)),
    argument: argument === undefined ? null : completionValues(argument, argument.name(), names),
  };
}

function toOption(option: Option, names: readonly string[]): CompletableOption {
  const [, placeholder = ''] = /[<[]([^>\]]+)[>\]]/.exec(option.flags) ?? [];
  return {
    flags: [option.long, option.short].filter((flag) => flag !== undefined),
    description: option.description,
    values: option.required || option.optional ? completionValues(option, placeholder, names) : null,
  };
}

/** A placeholder that is called `file` means one, and `command` one of the commands. */
function completionValues({ argChoices }: Argument | Option, placeholder: string, names: readonly string[]): Values {
  if (argChoices !== undefined) return argChoices;
  if (placeholder === 'command') return names;
  return placeholder === 'file' ? 'file' : 'unknown';
}
