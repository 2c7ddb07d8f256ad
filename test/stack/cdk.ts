import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { release } from '../../src/build/release/release.ts';

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

/** Compiles the construct against the CDK. */
async function compile(folder: string): Promise<void> {
  const tsconfig = {
    extends: resolve('tsconfig.json'),
    compilerOptions: { typeRoots: [resolve('node_modules/@types')] },
    ...{ include: ['*.ts'], exclude: [] },
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder]);
}

/** Compiles the example of the CDK, synthesises it from a release made now, and checks what CloudFormation would get of it. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'serin-cdk-'));
  try {
    if (!(await installCdk(join(folder, 'cdk')))) return;
    await compile(join(folder, 'cdk'));
    const files = await release(join(folder, 'release'));
    const env = { ...process.env, SERIN_RELEASE: join(folder, 'release'), CDK_OUTDIR: join(folder, 'out') };
    await run(process.execPath, ['--import', import.meta.resolve('tsx'), join(folder, 'cdk/app.ts')], { env });
    const template = JSON.parse(await readFile(join(folder, 'out/Serin.template.json'), 'utf8')) as Template;
    const functions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    const zips = files.filter((name) => name.endsWith('.zip'));
    assert.equal(functions.length, zips.length);
    const keys = functions.map(({ Properties }) => JSON.stringify(Properties.Code));
    assert.equal(new Set(keys).size, zips.length, 'each function has a zip of its own');
    for (const code of keys) assert.match(code, /cdk-\w+-assets-/, 'a zip is an asset of the CDK');
    const text = JSON.stringify(template);
    assert.ok(text.includes('["checkout-*","orders"]'), 'the functions are those of the app');
    assert.ok('Url' in template.Outputs);
    for (const name of ['Functions', 'Name', 'CodeBucket', 'Concurrency'])
      assert.ok(!(name in template.Parameters), `${name} is set by the app and asked of nobody`);
    console.log(`The CDK makes ${Object.keys(template.Resources).length} resources of ${zips.length} zips.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
