import type { CompletableCommand, CompletableOption, Values } from './words.ts';

/** Returns the script for fish. */
export function fishScript(commands: readonly CompletableCommand[]): string {
  return [
    '# fish completion for serin',
    'complete -c serin -f',
    'complete -c serin -n __fish_use_subcommand -l help -l version',
    ...commands.map(
      ({ name, description }) => `complete -c serin -n __fish_use_subcommand -a ${name} -d ${quote(description)}`,
    ),
    ...commands.flatMap(completionLines),
    '',
  ].join('\n');
}

function completionLines({ name, options, argument }: CompletableCommand): readonly string[] {
  const within = `complete -c serin -n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...options.map((option) => `${within}${optionLine(option)}`),
    ...(argument === null || argument === 'unknown' ? [] : [`${within}${offer(argument)}`]),
  ];
}

function optionLine({ flags, description, values }: CompletableOption): string {
  const spelt = flags.map((flag) => (flag.startsWith('--') ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`)).join('');
  return `${spelt}${values === null ? '' : ` -r${offer(values)}`} -d ${quote(description)}`;
}

/** Returns the options of fish that offer these values; `-f` turns off the files that fish offers by default. */
function offer(values: Values): string {
  if (values === 'file') return ' -F';
  return values === 'unknown' ? ' -f' : ` -f -a ${quote(values.join(' '))}`;
}

const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
