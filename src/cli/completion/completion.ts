import { Argument, type Command } from 'commander';
import { type Add, example } from '../context.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { listCompletableCommands } from './words.ts';
import { zshScript } from './zsh.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/**
 * Adds `serin completion`: prints a script for a shell, generated from the current commands, so that it is never out of date.
 */
export const addCompletionCommand: Add = (program: Command, { terminal }) => {
  program
    .command('completion')
    .description('Print a script by which a shell completes serin: commands, options and files.')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(scripts)))
    .addHelpText(
      ...example('completion bash > ~/.local/share/bash-completion/completions/serin', 'completion fish | source'),
    )
    .action((shell: keyof typeof scripts) => terminal.out(scripts[shell](listCompletableCommands(program)).trimEnd()));
};
