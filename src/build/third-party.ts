import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A package of somebody else that is part of a bundle. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** Its licence as its package.json says it: an SPDX expression. */
  readonly license: string;
  /** The text of its licence; null where it brings none. */
  readonly text: string | null;
}

/** Returns the packages that have bytes in bundles, by name and version. */
export async function listThirdParty(metafiles: readonly Metafile[]): Promise<readonly ThirdParty[]> {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) =>
      Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : [])),
    ),
  );
  // The last node_modules of a path: a package may have dependencies of its own in it.
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const packages = await Promise.all([...new Set(folders)].map((folder) => readPackage(join(ROOT, folder))));
  const byId = new Map(packages.map((one) => [`${one.name}@${one.version}`, one]));
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

async function readPackage(folder: string): Promise<ThirdParty> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).sort().find((entry) => /^licen[cs]e/i.test(entry));
  return { name, version, license, text: file === undefined ? null : await readFile(join(folder, file), 'utf8') };
}

/** Returns the notices that the licences ask to be passed on. Packages with the same text share it. */
export function noticesText(packages: readonly ThirdParty[]): string {
  const byText = new Map<string, ThirdParty[]>();
  for (const one of packages) {
    const text = one.text ?? one.license;
    byText.set(text, [...(byText.get(text) ?? []), one]);
  }
  const sections = [...byText].map(([text, those]) =>
    [...those.map(({ name, version, license }) => `${name} ${version} (${license})`), '', text.trim()].join('\n'),
  );
  return `${['Serin contains the packages below, each under its licence.', ...sections].join('\n\n----\n\n')}\n`;
}
