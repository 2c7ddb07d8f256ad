import type { Argument, Command, Option } from 'commander';

/** The values that a shell may offer: files, a list of words, or nothing that a shell can know. */
export type Values = 'file' | 'unknown' | readonly string[];

/** An option of a command. */
export interface CompletableOption {
  /** The long flag, and the short one where there is one: `--yes`, `-y`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** The values that the option takes; null when it takes none. */
  readonly values: Values | null;
}

/** A command, as far as a shell completes it. */
export interface CompletableCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletableOption[];
  /** The values of its first argument; null when it takes none. */
  readonly argument: Values | null;
}

/** Returns the commands that a shell can complete, in the order of the program, with `help`. */
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

/** Returns the values of an option or argument. The placeholder `file` offers files, and `command` offers the commands. */
function completionValues({ argChoices }: Argument | Option, placeholder: string, names: readonly string[]): Values {
  if (argChoices !== undefined) return argChoices;
  if (placeholder === 'command') return names;
  return placeholder === 'file' ? 'file' : 'unknown';
}
