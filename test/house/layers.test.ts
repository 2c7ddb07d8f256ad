import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deniedGlobals, folders, layerRules, layers, ruleFor, specifier } from './layer-rules.ts';

const IMPORTS = 'lint/style/noRestrictedImports';
const GLOBALS = 'lint/style/noRestrictedGlobals';

/** A file that is written, and whether the linter has to find something in it. */
interface Probe {
  readonly path: string;
  readonly source: string;
  readonly rule: string;
  readonly bites: boolean;
}

/** A package that no layer has a reason to import. */
const STRANGER = 'left-pad';

let count = 0;
const probe = (folder: string, source: string, rule: string, bites: boolean): Probe => ({
  path: `${folder}/probe-${count++}.ts`,
  source,
  rule,
  bites,
});
const importing = (folder: string, from: string, bites: boolean): Probe =>
  probe(folder, `import { x } from '${from}';\nx();\n`, IMPORTS, bites);

const isUnder = (path: string, folder: string): boolean => `${path}/`.startsWith(`${folder}/`);

/** A package that matches a pattern: `node:fs` for `node:*`. */
const one = (pattern: string): string => pattern.replace('/**', '/x').replace('*', 'fs');

/** One import of every layer and package that a rule speaks of, and of every other layer, from one folder. */
function probesIn(folder: string): readonly Probe[] {
  const rule = ruleFor(folder);
  if (rule === null) return [];
  const { layer, allowed, refused, packages } = rule;
  const others = layers.filter((other) => !isUnder(layer, other) && other !== layer);
  const files = (allowed ?? []).filter((path) => path.endsWith('.ts'));
  const isOpen = (path: string): boolean =>
    allowed === null ? !refused.includes(path) : allowed.some((one) => isUnder(path, one));
  const closed = others.filter((other) => !isOpen(other));
  const detours = (allowed ?? []).filter((path) => !files.includes(path));
  return [
    importing(folder, './other.ts', false),
    ...others.map((other) => importing(folder, specifier(folder, join(other, 'x.ts')), !isOpen(other))),
    ...files.map((file) => importing(folder, specifier(folder, file), false)),
    // Through an open folder to a closed one: the text of the import begins as an allowed one does.
    ...detours.flatMap((open) =>
      closed.slice(0, 1).map((other) => {
        const around = `${specifier(folder, open)}/${specifier(open, join(other, 'x.ts'))}`;
        return importing(folder, around, true);
      }),
    ),
    ...(packages ?? []).map((name) => importing(folder, one(name), false)),
    ...refused.filter((name) => !name.startsWith('src')).map((name) => importing(folder, one(name), true)),
    importing(folder, STRANGER, packages !== null),
  ];
}

/** The promises of the design, written down here a second time, so that a rule that is loosened is seen. */
const PROMISES: readonly Probe[] = [
  ...[
    'src/domain',
    'src/environments',
    'src/rollout',
    'src/rollout/steps',
    'src/analysis',
    'src/analysis/errors',
    'src/simulate',
    'src/simulate/worlds',
    'src/routing',
  ].flatMap((pure) =>
    ['src/ports/clock.ts', 'src/adapters/aws/log.ts', 'src/engine/engine.ts', 'src/compose/env.ts'].map((path) =>
      importing(pure, specifier(pure, path), true),
    ),
  ),
  ...['src/domain', 'src/environments', 'src/rollout', 'src/routing', 'src/ports', 'src/engine'].flatMap((pure) =>
    ['zod', 'node:fs', '@aws-sdk/client-ssm'].map((name) => importing(pure, name, true)),
  ),
  importing('src/engine', '../adapters/aws/log.ts', true),
  importing('src/adapters/targets/edge', '../../aws/log.ts', true),
  importing('src/adapters/aws/ssm', '../../slack/people.ts', true),
  importing('src/functions', '../adapters/aws/log.ts', true),
  importing('src/cli/commands', '@aws-sdk/client-ssm', true),
  importing('src/compose', '../sandbox/world.ts', true),
  importing('src/client', '../domain/record.ts', true),
  ...[
    "import type { X } from '../adapters/aws/log.ts';\nexport const x: X = 1;\n",
    "export { x } from '../adapters/aws/log.ts';\n",
    "export const x = await import('../adapters/aws/log.ts');\n",
  ].map((source) => probe('src/engine', source, IMPORTS, true)),
];

const uses = (folder: string, name: string, bites: boolean): Probe =>
  probe(folder, `export const x = ${name};\n`, GLOBALS, bites);

const readsEnv = (path: string, bites: boolean): Probe => ({
  ...{ path, source: 'export const x = process.env.HOME;\n', rule: 'lint/style/noProcessEnv', bites },
});

const OTHERS: readonly Probe[] = [
  ...['adapters/aws', 'adapters/slack', 'functions', 'cli', 'compose', 'engine'].map((folder) =>
    readsEnv(`src/${folder}/reads-env.ts`, true),
  ),
  ...['src/sandbox/cloud/reads-env.ts', 'src/compose/env.ts', 'src/cli/main.ts'].map((path) => readsEnv(path, false)),
  probe('src/adapters/aws', 'export const x = (y: any) => y;\n', 'lint/suspicious/noExplicitAny', true),
  probe('src/adapters/aws', "export { x } from './store.ts';\n", 'lint/performance/noBarrelFile', true),
  probe('src/adapters/aws', 'export default 1;\n', 'lint/style/noDefaultExport', true),
];

const byFolder = folders.map((folder) => ({ folder, probes: probesIn(folder) })).filter(({ probes }) => probes.length);
const globals = deniedGlobals.flatMap(({ layers: denied, globals: names }) =>
  folders
    .filter((folder) => denied.some((layer) => isUnder(folder, layer)))
    .map((folder) => ({ folder, probes: names.map((name) => uses(folder, name, true)) })),
);
const elsewhere = deniedGlobals.flatMap(({ globals: names }) =>
  names.map((name) => uses('src/adapters/aws', name, false)),
);

describe('the layer rules', () => {
  const root = mkdtempSync(join(tmpdir(), 'serin-layers-'));
  const found = new Set<string>();
  const wrong = (probes: readonly Probe[]) =>
    probes
      .filter(({ path, rule, bites }) => found.has(`${path} ${rule}`) !== bites)
      .map(({ path, source, bites }) => `${dirname(path)} ${bites ? 'must not' : 'may'}: ${source}`);

  beforeAll(() => {
    for (const file of ['biome.json', '.gitignore']) cpSync(file, join(root, file));
    const probes = [...byFolder, ...globals].flatMap((each) => each.probes);
    for (const { path, source } of [...probes, ...elsewhere, ...PROMISES, ...OTHERS]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), source);
    }
    for (const { path, category } of lint(root)) found.add(`${path} ${category}`);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('cover every folder of src but the sandbox and the build', () => {
    const free = folders.filter((folder) => ruleFor(folder) === null);
    expect(free.filter((folder) => !/^src\/(sandbox|build)(\/|$)/.test(folder))).toEqual([]);
    expect(layerRules.length).toBeGreaterThan(15);
  });

  it.each(byFolder)('bite in $folder as they are written for its layer', ({ probes }) => {
    expect(wrong(probes)).toEqual([]);
    expect(probes.some(({ bites }) => bites) && probes.some(({ bites }) => !bites)).toBe(true);
  });

  it.each(globals)('deny the globals of time, chance and the world in $folder', ({ probes }) => {
    expect(probes.length).toBeGreaterThan(5);
    expect(wrong(probes)).toEqual([]);
  });

  it('leave the globals to adapters', () => {
    expect(wrong(elsewhere)).toEqual([]);
  });

  it('keep the promises of the design', () => {
    expect(wrong(PROMISES)).toEqual([]);
  });

  it('leave the environment to three places, and refuse any, barrels and default exports', () => {
    expect(wrong(OTHERS)).toEqual([]);
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
