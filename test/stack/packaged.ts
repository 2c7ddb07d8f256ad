import { type PackagedStack, packageStack as packageIt } from '../../src/build/stack.ts';
import { unzip } from '../support/zip.ts';
import type { Template } from './templates/template.ts';

/** What `npm run package` makes: bundles, zips and the template. */
export interface Packaged extends PackagedStack {
  readonly template: Template;
}

/**
 * Builds and packages the whole stack once, without touching the `dist` of the clone.
 * @param params of serverless.yml that differ from what is written there, by name
 */
export async function packageStack(params: Readonly<Record<string, string>> = {}): Promise<Packaged> {
  const packaged = await packageIt(params);
  return { ...packaged, template: JSON.parse(packaged.text) };
}

/** The one file in each zip. */
export function only(zip: Buffer | undefined): { readonly name: string; readonly content: Buffer } {
  const [file, ...others] = Object.entries(unzip(zip ?? Buffer.alloc(0)));
  if (file === undefined || others.length > 0)
    throw new Error(`A zip holds ${others.length + 1} files instead of one.`);
  return { name: file[0], content: file[1] };
}
