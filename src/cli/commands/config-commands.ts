import { type Command, Option } from 'commander';
import { type Add, example, nameOption } from '../context.ts';
import type { ApplyOptions } from './apply/apply.ts';
import type { InitOptions } from './init/init.ts';
import type { FromOptions } from './init-from/from.ts';

const addInit: Add = (program, { terminal, open, end }) => {
  program
    .command('init')
    .description('Write a commented serin.yml from what is in the account, or from a template that uses CodeDeploy.')
    .option('-o, --output <file>', 'the file to write, which must not be there; - prints', '-')
    .option('--function <prefix...>', 'only functions whose names begin so', [])
    .addOption(
      new Option(
        '--from <template>',
        'a template of SAM with DeploymentPreference, or a serverless.yml with deploymentSettings; no account is needed',
      ).conflicts('function'),
    )
    .option('--stage <stage>', 'with --from: the stage of a serverless.yml whose names are written')
    .option(
      '--parameter <key=value>',
      'with --from: the value of a parameter of the template; may be said several times',
      collect,
      [],
    )
    .addHelpText(
      ...example(
        'init --output serin.yml',
        'init --function checkout-',
        'init --from template.yaml --parameter Stage=prod',
      ),
    )
    .action(async ({ from, ...options }: InitOptions & FromOptions & { from?: string }, command: Command) => {
      if (from !== undefined) {
        const { initFrom } = await import('./init-from/from.ts');
        end(await initFrom(from, options, terminal));
        return;
      }
      if (options.stage !== undefined || options.parameter.length > 0)
        command.error("error: options '--stage' and '--parameter' belong to '--from <template>'");
      const { init } = await import('./init/init.ts');
      end(await init(options, terminal, open.survey));
    });
};

/** Adds the commands about a `serin.yml`. */
export const addConfigCommands: Add = (program, context) => {
  const { terminal, open, name, end } = context;
  addInit(program, context);
  program
    .command('lint')
    .description('Check a serin.yml: every problem with its line, or a line per service.')
    .argument('<file>', 'the serin.yml')
    .option('--json', 'print JSON', false)
    .addHelpText(...example('lint serin.yml'))
    .action(async (file: string, { json }: { json: boolean }) => {
      const { lint } = await import('./lint.ts');
      end(await lint(file, json, terminal));
    });
  program
    .command('schema')
    .description('Print the JSON Schema of serin.yml, for editors.')
    .addHelpText(...example('schema > serin.schema.json'))
    .action(async () => {
      const { jsonSchemaText } = await import('../../config/schema/json-schema.ts');
      terminal.out(jsonSchemaText().trimEnd());
    });
  program
    .command('apply')
    .description('Bring the services of a serin.yml to the account: shows what changes, and asks first.')
    .argument('<file>', 'the serin.yml')
    .option('-y, --yes', 'write without asking', false)
    .option('--dry-run', 'show what would change, and write nothing', false)
    .option('--remove <service>', 'a service that goes, or is renamed; may be said several times', collect, [])
    .option('--json', 'print JSON, with --dry-run or --yes', false)
    .option(...nameOption(name))
    .addHelpText(...example('apply serin.yml', 'apply serin.yml --dry-run --json'))
    .action(async (file: string, { name, ...options }: Omit<ApplyOptions, 'file'> & { name: string }) => {
      const { apply } = await import('./apply/apply.ts');
      end(await apply({ file, ...options }, terminal, () => open.apply(name)));
    });
};

/** Collects an option that may be said several times. */
function collect(one: string, before: readonly string[]): readonly string[] {
  return [...before, one];
}
