import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildFunctions } from './build-functions.ts';
import { edgeSettings } from './settings-schema.ts';

const { values } = parseArgs({
  options: { config: { type: 'string' }, out: { type: 'string', default: 'dist/edge' } },
});

if (values.config === undefined) {
  process.stderr.write('Name the settings: npm run build:edge -- --config edge.json [--out dist/edge]\n');
  process.exitCode = 2;
} else {
  const settings = edgeSettings(JSON.parse(await readFile(values.config, 'utf8')));
  await mkdir(values.out, { recursive: true });
  for (const { name, code } of await buildFunctions(settings)) {
    await writeFile(join(values.out, `${name}.js`), code);
    process.stdout.write(`${join(values.out, `${name}.js`)}  ${Buffer.byteLength(code)} bytes\n`);
  }
}
