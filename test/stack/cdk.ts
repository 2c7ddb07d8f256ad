import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { release } from '../../src/build/release/release.ts';
import { shownBlocks } from '../house/shown-blocks.ts';

const run = promisify(execFile);

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters: Readonly<Record<string, unknown>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

/** Installs the CDK beside the construct: it is too large for a dependency of Serin. Returns false where it cannot be had. */
async function installCdk(folder: string): Promise<boolean> {
  await cp('examples/deploy/cdk', folder, { recursive: true });
  return run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: folder }).then(
    () => true,
    (error: unknown) => {
      console.log(`SKIP the CDK could not be installed: ${String(error)}`);
      return false;
    },
  );
}

/** An app with the stack of the guide; its code is whatever it may be. */
const GUIDE_APP = `import { App } from 'aws-cdk-lib';
import { CheckoutStack } from './guide.ts';
new CheckoutStack(new App(), 'Checkout', { label: process.env.LABEL ?? '' });
`;

/** Puts the example of the guide beside the construct, with an app and a function for it. */
async function writeGuide(folder: string): Promise<void> {
  const example = shownBlocks('ts').find(({ where }) => where.startsWith('docs/guides/cdk.md:'));
  assert.ok(example !== undefined, 'docs/guides/cdk.md has an example');
  await writeFile(join(folder, 'guide.ts'), example.text);
  await writeFile(join(folder, 'guide-app.ts'), GUIDE_APP);
  await mkdir(join(folder, 'api'));
  await writeFile(join(folder, 'api/index.js'), 'exports.handler = async () => "ok";');
}

/** Compiles the construct and the example of the guide against the CDK. */
async function compile(folder: string): Promise<void> {
  const tsconfig = {
    extends: resolve('tsconfig.json'),
    // The CDK's own types do not stand exact optional properties.
    compilerOptions: { typeRoots: [resolve('node_modules/@types')], exactOptionalPropertyTypes: false },
    ...{ include: ['*.ts'], exclude: [] },
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder]);
}

/** Synthesises an app. @returns the template of one of its stacks */
async function synthesise(folder: string, app: string, stack: string, env: NodeJS.ProcessEnv): Promise<Template> {
  const out = await mkdtemp(join(folder, 'out-'));
  await run(process.execPath, ['--import', import.meta.resolve('tsx'), app], {
    cwd: folder,
    env: { ...process.env, ...env, CDK_OUTDIR: out },
  });
  return JSON.parse(await readFile(join(out, `${stack}.template.json`), 'utf8')) as Template;
}

const ofType = ({ Resources }: Template, type: string) =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

/** Checks what CloudFormation would get of a release that is made now. */
async function checkConstruct(cdk: string, releaseFolder: string): Promise<void> {
  const zips = (await release(releaseFolder)).filter((name) => name.endsWith('.zip'));
  const template = await synthesise(cdk, 'app.ts', 'Serin', { SERIN_RELEASE: releaseFolder });
  const keys = ofType(template, 'AWS::Lambda::Function').map(([, { Properties }]) => JSON.stringify(Properties.Code));
  assert.equal(new Set(keys).size, zips.length, 'each function has a zip of its own');
  for (const code of keys) assert.match(code, /cdk-\w+-assets-/, 'a zip is an asset of the CDK');
  assert.ok(JSON.stringify(template).includes('["checkout-*","orders"]'), 'the functions are those of the app');
  assert.ok('Url' in template.Outputs);
  for (const name of ['Functions', 'Name', 'CodeBucket', 'Concurrency'])
    assert.ok(!(name in template.Parameters), `${name} is set by the app and asked of nobody`);
  console.log(`The CDK makes ${Object.keys(template.Resources).length} resources of ${zips.length} zips.`);
}

/** Checks that the next release of the guide's stack leaves the alias where Serin has moved it. */
async function checkGuide(cdk: string): Promise<void> {
  const [before, after] = [
    await synthesise(cdk, 'guide-app.ts', 'Checkout', { LABEL: 'v55' }),
    await synthesise(cdk, 'guide-app.ts', 'Checkout', { LABEL: 'v56' }),
  ];
  assert.notDeepEqual(after, before, 'the function has another description');
  for (const type of ['AWS::Lambda::Alias', 'AWS::Lambda::Version']) {
    assert.equal(ofType(before, type).length, 1, type);
    assert.deepEqual(ofType(after, type), ofType(before, type), `${type} stays as it is`);
  }
  console.log('A second release of the stack in docs/guides/cdk.md leaves the alias to Serin.');
}

/** Compiles and synthesises the construct and the example of the guide. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'serin-cdk-'));
  const cdk = join(folder, 'cdk');
  try {
    if (!(await installCdk(cdk))) return;
    await writeGuide(cdk);
    await compile(cdk);
    await checkConstruct(cdk, join(folder, 'release'));
    await checkGuide(cdk);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
