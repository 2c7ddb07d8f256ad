import type { CompletableCommand, Values } from './words.ts';

/** Returns the script for bash 3.2 (that of macOS) and later. */
export function bashScript(commands: readonly CompletableCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `# bash completion for serin
_serin_files() { while IFS= read -r; do COMPREPLY+=("$REPLY"); done < <(compgen -f -- "$1"); }
_serin_words() { while IFS= read -r; do COMPREPLY+=("$REPLY"); done < <(compgen -W "$2" -- "$1"); }
_serin() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    _serin_words "$current" '${names} --help --version'
    return
  fi
  case "\${COMP_WORDS[1]} $before" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case "\${COMP_WORDS[1]} $current" in
${commands.flatMap(wordCases).join('\n')}
  esac
}
complete -o filenames -F _serin serin
`;
}

/** Returns a case for each option that takes a value. */
function valueCases({ name, options }: CompletableCommand): readonly string[] {
  return options.flatMap(({ flags, values }) => {
    if (values === null) return [];
    const offered = values === 'unknown' ? '' : `${offer(values)}; `;
    return [`    ${flags.map((flag) => `'${name} ${flag}'`).join('|')}) ${offered}return ;;`];
  });
}

/** Returns the cases that offer options after a dash, and otherwise values of the argument. */
function wordCases({ name, options, argument }: CompletableCommand): readonly string[] {
  const flags = options.flatMap((option) => option.flags);
  return [
    ...(flags.length === 0 ? [] : [`    '${name} -'*) ${offer(flags)} ;;`]),
    ...(argument === null || argument === 'unknown' ? [] : [`    '${name} '*) ${offer(argument)} ;;`]),
  ];
}

function offer(values: Exclude<Values, 'unknown'>): string {
  return values === 'file' ? '_serin_files "$current"' : `_serin_words "$current" '${values.join(' ')}'`;
}
