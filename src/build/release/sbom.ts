import { createHash } from 'node:crypto';
import type { ThirdParty } from '../third-party.ts';

interface Component {
  readonly 'bom-ref': string;
  readonly [field: string]: unknown;
}

/** A CycloneDX document as `npm sbom` prints it. */
interface Bom {
  readonly metadata: { readonly component: Component; readonly [field: string]: unknown };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly [field: string]: unknown;
}

/**
 * Returns the software bill of materials of a release: what npm knows of the packages that have bytes in the bundles. It has no
 * time, and its serial number follows from its content, so that the same release has the same one.
 * @param text the CycloneDX document of `npm sbom` for all packages of the clone
 * @throws when a bundled package is not in it
 */
export function releaseBom(text: string, bundled: readonly ThirdParty[]): string {
  const { metadata, components, dependencies, serialNumber: _, ...bom } = JSON.parse(text) as Bom;
  const { timestamp: _time, ...about } = metadata;
  const refs = new Set(bundled.map(({ name, version }) => `${name}@${version}`));
  // A package that several others need stands in several folders of node_modules, and in the document once for each.
  const byRef = new Map(components.map((component) => [component['bom-ref'], component]));
  const missing = [...refs].filter((ref) => !byRef.has(ref));
  if (missing.length > 0) throw new Error(`npm sbom does not know ${missing.join(', ')}. Run npm ci, and try again.`);
  const root = metadata.component['bom-ref'];
  const needs = new Map(dependencies.map(({ ref, dependsOn }) => [ref, dependsOn.filter((one) => refs.has(one))]));
  const content = {
    ...bom,
    metadata: { ...about, component: { ...metadata.component, type: 'application', name: 'serin' } },
    components: [...refs].sort().map((ref) => ({ ...byRef.get(ref), scope: 'required', properties: [] })),
    dependencies: [root, ...[...refs].sort()].map((ref) => ({ ref, dependsOn: [...(needs.get(ref) ?? [])].sort() })),
  };
  return `${JSON.stringify({ ...content, serialNumber: serialNumberFor(JSON.stringify(content)) }, null, 2)}\n`;
}

/** Returns a UUID that follows from a content (RFC 9562, version 8). */
function serialNumberFor(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
