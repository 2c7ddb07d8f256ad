import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Per folder: what it may import, and what it may not. The linter must agree with every line. */
const imports: Readonly<Record<string, { readonly allowed: readonly string[]; readonly refused: readonly string[] }>> =
  {
    'src/domain': {
      allowed: ['./plan.ts', '../environments/control-center.ts'],
      refused: ['../rollout/decide.ts', '../ports/clock.ts', 'zod', 'node:crypto', '../environments/../ports/clock.ts'],
    },
    'src/environments': {
      allowed: ['./sync.ts', '../domain/record.ts'],
      refused: ['../rollout/decide.ts', '../ports/clock.ts', 'zod', '../domain/../rollout/decide.ts'],
    },
    'src/rollout': {
      allowed: ['./decide.ts', './steps/hook.ts', '../domain/plan.ts', '../environments/control-center.ts'],
      refused: [
        '../ports/clock.ts',
        '../routing/salt.ts',
        '../adapters/aws/dynamodb/store.ts',
        '../compose/functions.ts',
        'node:crypto',
        'zod',
        './../ports/clock.ts',
        '../domain/../ports/clock.ts',
      ],
    },
    'src/rollout/steps': {
      allowed: ['./hook.ts', '../state/transition.ts', '../../domain/plan.ts'],
      refused: ['../../ports/clock.ts', '../../adapters/aws/log.ts', 'zod', '../state/../../ports/clock.ts'],
    },
    'src/routing': { allowed: ['./salt.ts'], refused: ['../domain/plan.ts', 'node:crypto', '@aws-sdk/client-ssm'] },
    'src/ports': {
      allowed: ['./clock.ts', '../domain/record.ts', '../routing/salt.ts', '../environments/sync.ts'],
      refused: [
        '../engine/settle.ts',
        '../adapters/aws/log.ts',
        '@aws-sdk/client-lambda',
        'node:crypto',
        '../domain/../adapters/aws/log.ts',
      ],
    },
    'src/engine': {
      allowed: ['./settle.ts', '../domain/record.ts', '../rollout/decide.ts', '../ports/store.ts', 'node:crypto'],
      refused: ['../adapters/aws/log.ts', '../command/mac.ts', 'node:fs', 'zod', '../ports/../adapters/aws/log.ts'],
    },
    'src/engine/reconcile': {
      allowed: ['./converge.ts', '../commit/save.ts', '../../domain/record.ts', '../../ports/store.ts', 'node:crypto'],
      refused: ['../../adapters/aws/log.ts', '../../command/mac.ts', 'node:fs', '../commit/../../adapters/aws/log.ts'],
    },
    'src/command': {
      allowed: [
        './mac.ts',
        '../ports/command.ts',
        '../domain/record.ts',
        'node:crypto',
        'zod/mini',
        'zod',
        'fastest-levenshtein',
      ],
      refused: [
        '../engine/settle.ts',
        '../adapters/slack/people.ts',
        '../config/read/durations.ts',
        '@slack/web-api',
        'node:fs',
      ],
    },
    'src/client': {
      allowed: ['./discover.ts', '../routing/arm.ts'],
      refused: ['../domain/record.ts', '../discovery/answer.ts', 'node:http', 'zod/mini'],
    },
    'src/discovery': {
      allowed: ['./answer.ts', '../domain/record.ts', '../routing/arm.ts', '../ports/log.ts', 'zod/mini'],
      refused: [
        '../adapters/aws/log.ts',
        '../engine/engine.ts',
        '../compose/env.ts',
        '@aws-sdk/client-dynamodb',
        'node:crypto',
      ],
    },
    'src/config/rules': {
      allowed: [
        './plan.ts',
        '../read/durations.ts',
        '../../domain/service.ts',
        '../../routing/split.ts',
        '../../ports/store.ts',
        '../../adapters/targets/registry.ts',
        '../../adapters/components/registry.ts',
        'zod',
        'yaml',
        'parse-duration',
      ],
      refused: [
        '../../adapters/targets/route53/target.ts',
        '../../adapters/aws/log.ts',
        '../../cli/main.ts',
        'node:fs',
        '@aws-sdk/client-ssm',
      ],
    },
    'src/edge': {
      allowed: ['./route.ts', '../routing/arm.ts', 'esbuild', 'zod', 'node:util', 'node:fs/promises'],
      refused: [
        '../domain/record.ts',
        '../ports/target.ts',
        '@aws-sdk/client-ssm',
        '../routing/../adapters/aws/log.ts',
      ],
    },
    'src/adapters/targets': {
      allowed: [
        './registry.ts',
        './edge/target.ts',
        '../../domain/record.ts',
        '../../ports/target.ts',
        '@aws-sdk/client-lambda',
        'zod',
      ],
      refused: ['../aws/log.ts', '../../engine/settle.ts', '../../config/read/durations.ts', '../../compose/env.ts'],
    },
    'src/adapters/targets/edge': {
      allowed: [
        './target.ts',
        '../fault.ts',
        '../../../domain/record.ts',
        '../../../ports/target.ts',
        '../../../command/mac.ts',
        'zod',
      ],
      refused: [
        '../../aws/log.ts',
        '../../slack/people.ts',
        '../../../engine/settle.ts',
        '../../../compose/env.ts',
        '../../../domain/../adapters/aws/log.ts',
      ],
    },
    'src/adapters/components/frontend': {
      allowed: ['./component.ts', '../registry.ts', '../../../domain/record.ts', '@aws-sdk/client-s3', 'node:crypto'],
      refused: ['../../targets/fault.ts', '../../aws/log.ts', '../../../engine/settle.ts', '../../../compose/env.ts'],
    },
    'src/adapters/aws/dynamodb': {
      allowed: [
        './store.ts',
        '../client-defaults.ts',
        '../../../domain/record.ts',
        '../../../ports/store.ts',
        '@aws-sdk/client-dynamodb',
        'node:crypto',
      ],
      refused: [
        '../../targets/registry.ts',
        '../../slack/people.ts',
        '../../../engine/settle.ts',
        './../../slack/people.ts',
      ],
    },
    'src/adapters/slack': {
      allowed: ['./people.ts', './views/card.ts', '../../domain/record.ts', '../../command/text.ts', '@slack/bolt'],
      refused: ['../aws/log.ts', '../targets/registry.ts', '../../engine/settle.ts', '../../compose/env.ts'],
    },
    'src/adapters/slack/views': {
      allowed: [
        './card.ts',
        '../people.ts',
        '../../../domain/record.ts',
        '../../../ports/announcer.ts',
        '@slack/types',
      ],
      refused: [
        '../../aws/log.ts',
        '../../../engine/settle.ts',
        '../../../compose/env.ts',
        '../../../domain/../adapters/aws/log.ts',
      ],
    },
    'src/adapters/slack/inbound/actions': {
      allowed: ['./approve.ts', '../request.ts', '../../views/card.ts', '../../../../command/text.ts', '@slack/bolt'],
      refused: ['../../../aws/log.ts', '../../../../engine/settle.ts', '../../../../compose/env.ts'],
    },
    'src/functions': {
      allowed: ['../compose/functions.ts', '../compose/env.ts', '../command/wire-format.ts', '../ports/log.ts'],
      refused: [
        '../adapters/aws/log.ts',
        '../engine/settle.ts',
        '../sandbox/world.ts',
        '../compose/../adapters/aws/log.ts',
      ],
    },
    'src/cli/commands': {
      allowed: [
        './lint.ts',
        '../context.ts',
        '../../config/read/durations.ts',
        '../../command/start-words.ts',
        '../../ports/store.ts',
        '../../domain/service.ts',
        '../../compose/cli.ts',
        'commander',
        'node:fs',
      ],
      refused: ['../../adapters/aws/log.ts', '../../sandbox/world.ts', '@aws-sdk/client-ssm', '../../engine/settle.ts'],
    },
    'src/cli/commands/apply': {
      allowed: [
        './plan.ts',
        '../lint.ts',
        '../../terminal/ask.ts',
        '../../../domain/service.ts',
        '../../../compose/cli.ts',
      ],
      refused: ['../../../adapters/aws/log.ts', '../../../sandbox/world.ts', '@aws-sdk/client-ssm'],
    },
    'src/compose': {
      allowed: ['./env.ts', '../adapters/aws/log.ts', '../engine/engine.ts', '../config/read/durations.ts'],
      refused: ['../sandbox/world.ts', '../functions/worker.ts', '../cli/main.ts', '../adapters/../sandbox/world.ts'],
    },
    'src/sandbox/console': {
      allowed: [
        './store.ts',
        './world/chart.tsx',
        '../live/parts.ts',
        '../traffic/behaviour.ts',
        '../../domain/plan.ts',
        'react',
      ],
      refused: ['../world.ts', '../slack/user.ts', '../../engine/engine.ts', 'node:fs', '@slack/web-api'],
    },
    'src/sandbox/console/world': {
      allowed: ['./steps.ts', '../store.ts', '../../live/parts.ts', '../../../domain/plan.ts', 'uplot'],
      refused: ['../../world.ts', '../../../engine/engine.ts', '../../../compose/functions.ts', 'node:fs'],
    },
    'src/sandbox': {
      allowed: ['./clock.ts', '../compose/functions.ts', '../adapters/aws/log.ts', '../functions/slack.ts'],
      refused: [],
    },
  };

/** Per global: where it is refused, and one place where it is not. */
const globals: Readonly<Record<string, string>> = {
  'Date.now()': 'src/adapters/aws',
  'performance.now()': 'src/adapters/aws',
  "fetch('http://127.0.0.1')": 'src/adapters/slack',
  'process.pid': 'src/cli',
  'console.log(1)': 'src/sandbox',
  'setTimeout(String, 1)': 'src/adapters/aws',
  'setInterval(String, 1)': 'src/adapters/aws',
  'setImmediate(String)': 'src/adapters/aws',
  'crypto.randomUUID()': 'src/adapters/aws',
  'globalThis.Date': 'src/adapters/aws',
};
const pureOfGlobals = [
  'src/domain',
  'src/environments',
  'src/rollout',
  'src/rollout/steps',
  'src/routing',
  'src/engine',
];

interface Case {
  readonly title: string;
  readonly path: string;
  readonly source: string;
  readonly rule: string;
  readonly bites: boolean;
}

let count = 0;
function aCase(folder: string, source: string, what: string, rule: string, bites: boolean): Case {
  const path = `${folder}/case-${count++}.ts`;
  return { title: `${folder} ${bites ? 'must not' : 'may'} ${what}`, path, source, rule, bites };
}

const cases: readonly Case[] = [
  ...Object.entries(imports).flatMap(([folder, { allowed, refused }]) =>
    [...allowed, ...refused].map((specifier) =>
      aCase(
        folder,
        `import { x } from '${specifier}';\nx();\n`,
        `import ${specifier}`,
        'lint/style/noRestrictedImports',
        refused.includes(specifier),
      ),
    ),
  ),
  ...[
    ["import type { X } from '../adapters/aws/log.ts';\nexport const x: X = 1;\n", 'import a type of an adapter'],
    ["export { x } from '../adapters/aws/log.ts';\n", 'pass an adapter on'],
    ["export const x = await import('../adapters/aws/log.ts');\n", 'import an adapter lazily'],
  ].map(([source, what]) => aCase('src/engine', source!, what!, 'lint/style/noRestrictedImports', true)),
  ...Object.entries(globals).flatMap(([use, allowedIn]) =>
    [...pureOfGlobals, allowedIn].map((folder) =>
      aCase(folder, `export const x = ${use};\n`, `use ${use}`, 'lint/style/noRestrictedGlobals', folder !== allowedIn),
    ),
  ),
  ...[
    'src/adapters/aws',
    'src/adapters/slack',
    'src/functions',
    'src/cli',
    'src/compose',
    'src/engine',
    'src/sandbox/cloud',
  ].map((folder) =>
    aCase(
      folder,
      'export const x = process.env;\nexport const y = process.env.HOME;\n',
      'read process.env',
      'lint/style/noProcessEnv',
      !folder.startsWith('src/sandbox'),
    ),
  ),
  {
    title: 'src/compose/env.ts may read process.env',
    path: 'src/compose/env.ts',
    source: 'export const x = process.env.HOME;\n',
    rule: 'lint/style/noProcessEnv',
    bites: false,
  },
  {
    title: 'src/cli/main.ts may read process.env',
    path: 'src/cli/main.ts',
    source: 'export const x = process.env.HOME;\n',
    rule: 'lint/style/noProcessEnv',
    bites: false,
  },
  aCase('src/adapters/aws', 'export const x = (y: any) => y;\n', 'say any', 'lint/suspicious/noExplicitAny', true),
  aCase('src/adapters/aws', "export { x } from './store.ts';\n", 'be a barrel', 'lint/performance/noBarrelFile', true),
  aCase('src/adapters/aws', 'export default 1;\n', 'export a default', 'lint/style/noDefaultExport', true),
];

describe('the layer rules', () => {
  const root = mkdtempSync(join(tmpdir(), 'serin-layers-'));
  const found = new Set<string>();

  beforeAll(() => {
    for (const file of ['biome.json', '.gitignore']) cpSync(file, join(root, file));
    for (const { path, source } of cases) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), source);
    }
    for (const { path, category } of lint(root)) found.add(`${path} ${category}`);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('cover every folder of src', () => {
    const under = (parent: string): readonly string[] =>
      readdirSync(parent, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [`${parent}/${entry.name}`] : [],
      );
    const layers = [...under('src').filter((folder) => folder !== 'src/adapters'), ...under('src/adapters')];
    const known = (layer: string) => Object.keys(imports).some((folder) => `${folder}/`.startsWith(`${layer}/`));
    expect(layers.filter((layer) => layer !== 'src/build' && !known(layer))).toEqual([]);
  });

  it.each(cases)('$title', ({ path, rule, bites }) => {
    expect(found.has(`${path} ${rule}`)).toBe(bites);
  });
});

/** Lints a folder with the configuration in it and returns what was found, as rule and path. */
function lint(folder: string): readonly { readonly path: string; readonly category: string }[] {
  const biome = join(process.cwd(), 'node_modules/@biomejs/biome/bin/biome');
  let report: string;
  try {
    report = execFileSync(process.execPath, [biome, 'lint', '--reporter=json', '--max-diagnostics=none', 'src'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 26,
    });
  } catch (failed) {
    // Exit 1 means that there are findings; they are on stdout all the same.
    report = (failed as { stdout: string }).stdout;
  }
  const { diagnostics } = JSON.parse(report) as {
    diagnostics: readonly { category: string; location: { path: string } }[];
  };
  return diagnostics.map(({ category, location }) => ({ category, path: location.path }));
}
