/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The inputs of the action, as action.yml describes them. */
export interface Inputs {
  readonly service: string;
  readonly words: readonly string[];
  readonly wait: boolean;
  readonly timeout: string;
  readonly dryRun: boolean;
  readonly name: string;
}

/**
 * Reads the inputs of the action, or returns everything that is wrong with them. GitHub gives an input as a variable, in capitals and with its
 * hyphens. Source: GitHub Docs, "Metadata syntax for GitHub Actions", `inputs`.
 */
export function readInputs(environment: Environment): Inputs | { readonly problems: readonly string[] } {
  const input = (name: string): string => (environment[`INPUT_${name.toUpperCase()}`] ?? '').trim();
  const words = input('version')
    .split(/\s+/)
    .filter((word) => word !== '');
  const problems = [
    ...(input('service') === '' ? ['The input service is empty. Write a service of serin.yml.'] : []),
    ...(words.length === 0 ? ['The input version is empty. Write the version to roll out.'] : []),
    ...['wait', 'dry-run']
      .filter((name) => !/^(?:true|false|)$/.test(input(name)))
      .map((name) => `The input ${name} is ${JSON.stringify(input(name))}. Write true or false.`),
  ];
  if (problems.length > 0) return { problems };
  return {
    service: input('service'),
    words,
    wait: input('wait') !== 'false',
    timeout: input('timeout') || '5h',
    dryRun: input('dry-run') === 'true',
    name: input('name') || 'serin',
  };
}
