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

/** The files in a zip, by name. */
export function filesIn(zip: Buffer | undefined): Readonly<Record<string, Buffer>> {
  return unzip(zip ?? Buffer.alloc(0));
}
