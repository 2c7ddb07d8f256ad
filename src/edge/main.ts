import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildFunctions, EdgeBuildFailed } from './build-functions.ts';
import { fillTemplate } from './in-template.ts';
import { buildLambdaFunctions } from './lambda/build.ts';
import { EdgeSettingsInvalid, edgeSettings } from './settings-schema.ts';

const USAGE = `npm run build:edge -- --config edge.json [--runtime cloudfront] [--template stack.yml] [--out dist/edge]

  --config    the settings: docs/guides/edge.md
  --runtime   cloudfront for CloudFront Functions, or lambda for Lambda@Edge
  --template  a template to put the functions into
  --out       the folder to write to
`;

/** The builds, by runtime. */
const BUILDS = { cloudfront: buildFunctions, lambda: buildLambdaFunctions };

const { values } = parseArgs({
  options: {
    config: { type: 'string' },
    runtime: { type: 'string', default: 'cloudfront' },
    template: { type: 'string' },
    out: { type: 'string', default: 'dist/edge' },
    help: { type: 'boolean', default: false },
  },
});

function isRuntime(name: string): name is keyof typeof BUILDS {
  return Object.hasOwn(BUILDS, name);
}

function refuse(problem: string): void {
  process.stderr.write(`${problem}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function write(name: string, text: string): Promise<void> {
  const path = join(values.out, name);
  await writeFile(path, text);
  process.stdout.write(`${path}  ${Buffer.byteLength(text)} bytes\n`);
}

if (values.help) process.stdout.write(USAGE);
else if (values.config === undefined) refuse('Name the settings with --config.');
else if (!isRuntime(values.runtime)) refuse(`There is no runtime ${values.runtime}. Name cloudfront or lambda.`);
else {
  try {
    await build(values.config, BUILDS[values.runtime]);
  } catch (error) {
    if (!(error instanceof EdgeBuildFailed || error instanceof EdgeSettingsInvalid)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

async function build(config: string, builder: (typeof BUILDS)[keyof typeof BUILDS]): Promise<void> {
  const functions = await builder(edgeSettings(JSON.parse(await readFile(config, 'utf8'))));
  await mkdir(values.out, { recursive: true });
  for (const { name, code } of functions) await write(`${name}.js`, code);
  if (values.template !== undefined)
    await write(basename(values.template), fillTemplate(await readFile(values.template, 'utf8'), functions));
}
