import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildFunctions, inTemplate } from './build-functions.ts';
import { edgeSettings } from './settings-schema.ts';

const USAGE = 'Name the settings: npm run build:edge -- --config edge.json [--template stack.yml] [--out dist/edge]\n';

const { values } = parseArgs({
  options: {
    config: { type: 'string' },
    template: { type: 'string' },
    out: { type: 'string', default: 'dist/edge' },
  },
});

async function write(name: string, text: string): Promise<void> {
  const path = join(values.out, name);
  await writeFile(path, text);
  process.stdout.write(`${path}  ${Buffer.byteLength(text)} bytes\n`);
}

if (values.config === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  const functions = await buildFunctions(edgeSettings(JSON.parse(await readFile(values.config, 'utf8'))));
  await mkdir(values.out, { recursive: true });
  for (const { name, code } of functions) await write(`${name}.js`, code);
  if (values.template !== undefined)
    await write(basename(values.template), inTemplate(await readFile(values.template, 'utf8'), functions));
}
