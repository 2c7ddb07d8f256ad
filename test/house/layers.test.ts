import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Per folder: what it may import, and what it may not. The linter must agree with every line. */
const imports: Readonly<Record<string, { readonly allowed: readonly string[]; readonly refused: readonly string[] }>> =
  {
    'src/rollout': {
      allowed: ['./plan.ts', './steps/shift.ts'],
      refused: [
        '../ports/clock.ts',
        '../routing/salt.ts',
        '../aws/store.ts',
        '../wire.ts',
        'node:crypto',
        'zod',
        './../aws/store.ts',
      ],
    },
    'src/routing': { allowed: ['./salt.ts'], refused: ['../rollout/plan.ts', 'node:crypto', '@aws-sdk/client-ssm'] },
    'src/analysis': { allowed: ['./verdict.ts'], refused: ['../rollout/plan.ts', '../ports/health.ts', 'zod'] },
    'src/ports': {
      allowed: ['./clock.ts', '../rollout/record.ts', '../routing/salt.ts', '../analysis/verdict.ts'],
      refused: [
        '../engine/converge.ts',
        '../aws/store.ts',
        '@aws-sdk/client-lambda',
        'node:crypto',
        '../rollout/../aws/store.ts',
      ],
    },
    'src/engine': {
      allowed: ['./converge.ts', '../rollout/record.ts', '../ports/store.ts', 'node:crypto'],
      refused: [
        '../aws/store.ts',
        '../targets/route53.ts',
        '../slack/card.ts',
        '../command/mac.ts',
        'node:fs',
        'zod',
        '../ports/../aws/store.ts',
      ],
    },
    'src/command': {
      allowed: [
        './mac.ts',
        '../ports/command.ts',
        '../rollout/record.ts',
        'node:crypto',
        'zod/mini',
        'zod',
        'fastest-levenshtein',
      ],
      refused: ['../engine/converge.ts', '../slack/card.ts', '../config/service-json.ts', '@slack/web-api', 'node:fs'],
    },
    'src/client': {
      allowed: ['./discover.ts', '../routing/arm.ts'],
      refused: ['../rollout/record.ts', '../discovery/answer.ts', 'node:http', 'zod/mini'],
    },
    'src/discovery': {
      allowed: ['./answer.ts', '../rollout/record.ts', '../routing/arm.ts', '../ports/log.ts', 'zod/mini'],
      refused: ['../aws/read-record.ts', '../engine/engine.ts', '../env.ts', '@aws-sdk/client-dynamodb', 'node:crypto'],
    },
    'src/config': {
      allowed: [
        './durations.ts',
        '../rollout/service.ts',
        '../routing/split.ts',
        '../ports/store.ts',
        '../targets/registry.ts',
        '../components/registry.ts',
        'zod',
        'yaml',
        'parse-duration',
      ],
      refused: ['../targets/route53.ts', '../aws/services.ts', '../cli/lint.ts', 'node:fs', '@aws-sdk/client-ssm'],
    },
    'src/edge': {
      allowed: ['./route.ts', '../routing/arm.ts', 'esbuild', 'zod', 'node:util', 'node:fs/promises'],
      refused: [
        '../rollout/record.ts',
        '../ports/target.ts',
        '../targets/edge.ts',
        '../aws/store.ts',
        '@aws-sdk/client-ssm',
        '../routing/../aws/store.ts',
      ],
    },
    'src/targets': {
      allowed: [
        './route53.ts',
        '../rollout/record.ts',
        '../ports/target.ts',
        '../command/mac.ts',
        '@aws-sdk/client-route-53',
        'zod',
      ],
      refused: [
        '../aws/store.ts',
        '../slack/card.ts',
        '../engine/converge.ts',
        '../config/durations.ts',
        '../wire.ts',
        '../env.ts',
      ],
    },
    'src/components': {
      allowed: [
        './frontend.ts',
        '../rollout/record.ts',
        '../ports/component.ts',
        '@aws-sdk/client-s3',
        'zod',
        'node:crypto',
      ],
      refused: [
        '../targets/fault.ts',
        '../aws/store.ts',
        '../engine/converge.ts',
        '../config/durations.ts',
        '../wire.ts',
      ],
    },
    'src/aws': {
      allowed: ['./retry.ts', '../rollout/record.ts', '../ports/store.ts', '@aws-sdk/client-dynamodb', 'node:crypto'],
      refused: [
        '../targets/registry.ts',
        '../slack/card.ts',
        '../engine/converge.ts',
        './../slack/card.ts',
        '../ports/../slack/card.ts',
      ],
    },
    'src/slack': {
      allowed: ['./limits.ts', './views/card.ts', '../rollout/record.ts', '../command/text.ts', '@slack/bolt'],
      refused: ['../aws/secrets.ts', '../targets/registry.ts', '../engine/converge.ts', '../env.ts'],
    },
    'src/slack/views': {
      allowed: ['./bar.ts', '../limits.ts', '../../rollout/record.ts', '../../ports/announcer.ts', '@slack/types'],
      refused: ['../../aws/secrets.ts', '../../engine/converge.ts', '../../wire.ts', '../../rollout/../aws/secrets.ts'],
    },
    'src/lambda': {
      allowed: ['../wire.ts', '../wire-slack.ts', '../env.ts', '../command/wire-format.ts', '../ports/log.ts'],
      refused: [
        '../aws/store.ts',
        '../slack/app.ts',
        '../targets/registry.ts',
        '../engine/converge.ts',
        '../sandbox/world.ts',
      ],
    },
    'src/cli': {
      allowed: [
        './lint.ts',
        '../config/durations.ts',
        '../command/start-words.ts',
        '../ports/store.ts',
        '../rollout/service.ts',
        '../wire-cli.ts',
        'commander',
        'node:fs',
      ],
      refused: [
        '../aws/services.ts',
        '../targets/registry.ts',
        '../slack/app.ts',
        '../sandbox/world.ts',
        '@aws-sdk/client-ssm',
      ],
    },
    src: { allowed: ['zod', 'esbuild'], refused: ['./aws/store.ts', './sandbox/world.ts', './slack/app.ts'] },
    'src/wire': {
      allowed: [
        './aws/store.ts',
        './slack/app.ts',
        './targets/registry.ts',
        './engine/converge.ts',
        './config/durations.ts',
        './env.ts',
      ],
      refused: ['./sandbox/world.ts', './lambda/worker.ts', './cli/main.ts', './aws/../sandbox/world.ts'],
    },
    'src/sandbox/console': {
      allowed: [
        './store.ts',
        './world/chart.tsx',
        '../live/parts.ts',
        '../traffic/behaviour.ts',
        '../../rollout/plan.ts',
        'react',
      ],
      refused: [
        '../world.ts',
        '../slack/user.ts',
        '../../slack/blocks.ts',
        '../../engine/engine.ts',
        'node:fs',
        '@slack/web-api',
      ],
    },
    'src/sandbox/console/world': {
      allowed: ['./steps.ts', '../store.ts', '../../live/parts.ts', '../../../rollout/plan.ts', 'uplot'],
      refused: ['../../world.ts', '../../../engine/engine.ts', '../../../wire.ts', 'node:fs'],
    },
    'src/sandbox': { allowed: ['./clock.ts', '../wire.ts', '../aws/store.ts', '../lambda/slack.ts'], refused: [] },
  };

/** Per global: where it is refused, and one place where it is not. */
const globals: Readonly<Record<string, string>> = {
  'Date.now()': 'src/aws',
  'performance.now()': 'src/aws',
  "fetch('http://127.0.0.1')": 'src/slack',
  'process.pid': 'src/cli',
  'console.log(1)': 'src/sandbox',
  'setTimeout(String, 1)': 'src/aws',
  'setInterval(String, 1)': 'src/aws',
  'setImmediate(String)': 'src/aws',
  'crypto.randomUUID()': 'src/aws',
  'globalThis.Date': 'src/aws',
};
const pureOfGlobals = ['src/rollout', 'src/routing', 'src/analysis', 'src/engine'];

interface Case {
  readonly title: string;
  readonly path: string;
  readonly source: string;
  readonly rule: string;
  readonly bites: boolean;
}

let count = 0;
function aCase(folder: string, source: string, what: string, rule: string, bites: boolean): Case {
  // The composition roots are files of src, not a folder.
  const path = folder === 'src/wire' ? `src/wire-${count++}.ts` : `${folder}/case-${count++}.ts`;
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
    ["import type { X } from '../aws/store.ts';\nexport const x: X = 1;\n", 'import a type of an adapter'],
    ["export { x } from '../aws/store.ts';\n", 'pass an adapter on'],
    ["export const x = await import('../aws/store.ts');\n", 'import an adapter lazily'],
  ].map(([source, what]) => aCase('src/engine', source!, what!, 'lint/style/noRestrictedImports', true)),
  ...Object.entries(globals).flatMap(([use, allowedIn]) =>
    [...pureOfGlobals, allowedIn].map((folder) =>
      aCase(folder, `export const x = ${use};\n`, `use ${use}`, 'lint/style/noRestrictedGlobals', folder !== allowedIn),
    ),
  ),
  ...['src/aws', 'src/slack', 'src/lambda', 'src/cli', 'src/wire', 'src/engine', 'src/sandbox/cloud'].map((folder) =>
    aCase(
      folder,
      'export const x = process.env;\nexport const y = process.env.HOME;\n',
      'read process.env',
      'lint/style/noProcessEnv',
      !folder.startsWith('src/sandbox'),
    ),
  ),
  {
    title: 'src/env.ts may read process.env',
    path: 'src/env.ts',
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
  aCase('src/aws', 'export const x = (y: any) => y;\n', 'say any', 'lint/suspicious/noExplicitAny', true),
  aCase('src/aws', "export { x } from './store.ts';\n", 'be a barrel', 'lint/performance/noBarrelFile', true),
  aCase('src/aws', 'export default 1;\n', 'export a default', 'lint/style/noDefaultExport', true),
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
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((folder) => `src/${folder.name}`).filter((folder) => !(folder in imports))).toEqual([]);
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
