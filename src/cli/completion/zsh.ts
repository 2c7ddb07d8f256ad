import type { CompletableCommand, CompletableOption, Values } from './words.ts';

/** Returns the script for zsh: source it after compinit, or save it as `_serin` in a folder of `fpath`. */
export function zshScript(commands: readonly CompletableCommand[]): string {
  return `#compdef serin
_serin() {
  local -a commands=(
${commands.map(({ name, description }) => `    ${quote(`${name}:${description}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(argumentSpecs).join('\n')}
  esac
}
if [ "$funcstack[1]" = _serin ]; then _serin "$@"; else compdef _serin serin; fi
`;
}

function argumentSpecs({ name, options, argument }: CompletableCommand): string {
  const specs = [
    ...options.flatMap(optionSpecs),
    ...(argument === null ? [] : [`1:${typeof argument === 'string' ? argument : 'word'}:${action(argument)}`]),
  ];
  return `    ${name}) _arguments ${specs.map(quote).join(' ')} ;;`;
}

/** Returns the specs of an option, such as `--output[where to]:file:_files`, as in zshcompsys(1) under _arguments. */
function optionSpecs({ flags, description, values }: CompletableOption): readonly string[] {
  const said = description.replace(/[\\[\]:]/g, '\\$&');
  return flags.map((flag) => `${flag}[${said}]${values === null ? '' : `:value:${action(values)}`}`);
}

function action(values: Values): string {
  if (values === 'unknown') return ' ';
  return values === 'file' ? '_files' : `(${values.join(' ')})`;
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
