import { Command, InvalidArgumentError, Option } from 'commander';

/** The options of the sandbox. */
export interface SandboxOptions {
  readonly port: number;
  readonly speed: number;
  /** The files that define the services. */
  readonly config: readonly string[];
  readonly data?: string;
  readonly seed: number;
}

/** The configurations used when none is given. */
const EXAMPLES = [
  'examples/serin.yml',
  'examples/shop.yml',
  'examples/load-balancer/serin.yml',
  'examples/ecs/serin.yml',
];

function parseNumberBetween(least: number, most: number, isWhole: boolean) {
  return (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value;
    throw new InvalidArgumentError(`It must be a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}.`);
  };
}

/** Reads the command line of the sandbox; prints and exits on `--help`, and with code 1 on invalid options. */
export function readOptions(argv: readonly string[]): SandboxOptions {
  const options = new Command('npm start --')
    .description(
      'A whole world on this machine: users, AWS and Slack, with Serin between them. Needs no account and no network.',
    )
    .addOption(
      new Option('--port <number>', 'where to listen, on 127.0.0.1 only')
        .env('PORT')
        .default(3000)
        .argParser(parseNumberBetween(0, 65535, true)),
    )
    .addOption(
      new Option('--speed <number>', 'virtual seconds per real second; 0 stands still')
        .default(60)
        .argParser(parseNumberBetween(0, 3600, false)),
    )
    .addOption(
      new Option(
        '--config <file>',
        `the services; may be given several times (default: ${EXAMPLES.join(', ')})`,
      ).argParser((file, before: readonly string[] | undefined) => [...(before ?? []), file]),
    )
    .option('--data <folder>', 'keeps AWS and the records for the next start; Slack begins anew and is told again')
    .addOption(
      new Option('--seed <number>', 'the same seed gives the same traffic')
        .default(1)
        .argParser(parseNumberBetween(0, 2 ** 31 - 1, true)),
    )
    .allowExcessArguments(false)
    .parse(argv)
    .opts<Omit<SandboxOptions, 'config'> & Partial<Pick<SandboxOptions, 'config'>>>();
  return { ...options, config: options.config ?? EXAMPLES };
}
