import { Option } from 'commander';
import { type Add, example } from '../../context.ts';
import { exit } from '../../terminal/terminal.ts';
import type { AdoptOptions } from './adopt.ts';
import type { DnsPlace } from './dns.ts';

interface Words {
  readonly zone: string;
  readonly record: string;
  readonly type: DnsPlace['type'];
  readonly identifier: string;
  readonly canaryIdentifier: string;
  readonly canaryValue: readonly string[];
  readonly canaryAlias?: string;
  readonly ttl?: string;
  readonly undo: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

const examples = example(
  'adopt route53 --zone Z0123456789 --record app.example.com --canary-value 198.51.100.7 --dry-run',
  'adopt route53 --zone Z0123456789 --record app.example.com --undo',
);

/** `serin adopt route53`. */
export const addAdopt: Add = (program, { terminal, open, end }) => {
  program
    .command('adopt')
    .description('Make something that is there into a target.')
    .addHelpText(...examples)
    .command('route53')
    .description('Turn a simple record into a weighted pair, in one change, so that there is always an answer.')
    .requiredOption('--zone <id>', 'the hosted zone')
    .requiredOption('--record <name>', 'the full name of the record')
    .addOption(new Option('--type <type>', 'its type').choices(['A', 'AAAA', 'CNAME']).default('A'))
    .option('--identifier <identifier>', 'the set identifier of the record that is there', 'primary')
    .option('--canary-identifier <identifier>', 'the set identifier of the new record', 'canary')
    .option('--canary-value <value...>', 'what the new record answers', [])
    .option('--canary-alias <zone:name>', 'or the name that it is an alias of, after the id of its hosted zone')
    .option('--ttl <seconds>', 'the TTL of both records; that of the record when it is left out')
    .option('--undo', 'make the pair a simple record again, of the record that has all the weight', false)
    .option('--dry-run', 'only show what would be written', false)
    .option('-y, --yes', 'write without asking', false)
    .option('--json', 'print JSON', false)
    .addHelpText(...examples)
    .action(async (words: Words) => {
      const canary = canaryIn(words);
      if (typeof canary === 'string') {
        terminal.err(canary, 'Nothing was written.');
        end(exit.usage);
        return;
      }
      const { adopt } = await import('./adopt.ts');
      end(await adopt(toOptions(words, canary), terminal, open.dns));
    });
};

function toOptions(words: Words, canary: AdoptOptions['wanted']['canary']): AdoptOptions {
  const { zone, record, type, identifier, canaryIdentifier, ttl, undo, dryRun, yes, json } = words;
  const place: DnsPlace = { zone, record, type };
  const wanted = { place, identifier, canaryIdentifier, canary, ttl: ttl === undefined ? null : Number(ttl) };
  return { wanted, undo, dryRun, yes, json };
}

/** Returns the values or alias of the new record, or the message about a wrong option. */
function canaryIn({ canaryValue, canaryAlias }: Words): AdoptOptions['wanted']['canary'] | string {
  if (canaryAlias === undefined) return { values: canaryValue };
  if (canaryValue.length > 0) return 'Say --canary-value or --canary-alias, not both.';
  const [, zone, name] = /^([A-Z0-9]{1,32}):(\S+)$/.exec(canaryAlias) ?? [];
  if (zone === undefined || name === undefined) return '--canary-alias is <hosted zone id>:<name>.';
  return { zone, name };
}
