import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { EdgeSettings } from './settings.ts';

/** The maximum size of one function in CloudFront, in bytes (CloudFront quotas, "Maximum size of a function"). */
export const MAX_BYTES = 10_240;

/** The two functions of a distribution, by their event. */
const EDGE_FUNCTIONS = ['viewer-request', 'viewer-response'] as const;

/** A function as it is deployed, named after its file. */
export interface EdgeFunction<Name extends string = (typeof EDGE_FUNCTIONS)[number]> {
  readonly name: Name;
  readonly code: string;
}

/**
 * The features that runtime 2.0 of CloudFront Functions does not list ("JavaScript runtime 2.0 features"): esbuild replaces
 * them, or refuses to build.
 */
const NOT_THERE = Object.fromEntries(
  [
    'array-spread',
    'async-generator',
    'bigint',
    'class',
    'default-argument',
    'destructuring',
    'dynamic-import',
    'for-await',
    'for-of',
    'generator',
    'logical-assignment',
    'nullish-coalescing',
    'object-extensions',
    'object-rest-spread',
    'optional-catch-binding',
    'optional-chain',
    'top-level-await',
  ].map((feature) => [feature, false]),
);

/** The imports with which the runtime expects a function to begin; src/edge/runtime.ts uses the same names. */
const IMPORTS = "import cf from 'cloudfront';\nimport hashing from 'crypto';\n";

/** Matches the export of a handler at the end of a module; the runtime expects a function named `handler` instead. */
const EXPORTED = /export\s*\{\s*([\w$]+) as handler\s*\};?\s*$/;

/** Thrown when a function at the edge cannot be built. */
export class EdgeBuildFailed extends Error {
  readonly code = 'edge-build-failed';
  constructor(message: string) {
    super(message);
    this.name = 'EdgeBuildFailed';
  }
}

/** Builds the functions with these settings, minified. @throws EdgeBuildFailed when one exceeds CloudFront's limit */
export async function buildFunctions(settings: EdgeSettings): Promise<readonly EdgeFunction[]> {
  return Promise.all(EDGE_FUNCTIONS.map(async (name) => ({ name, code: await cloudFrontCode(name, settings) })));
}

/** Builds one CloudFront function from its file in this folder. @throws EdgeBuildFailed when it exceeds CloudFront's limit */
export async function cloudFrontCode(name: string, settings: EdgeSettings): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2020',
    supported: NOT_THERE,
    define: { EDGE_SETTINGS: JSON.stringify(settings) },
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const code = asFunction(name, outputFiles[0]?.text ?? '');
  const bytes = Buffer.byteLength(code);
  if (bytes <= MAX_BYTES) return code;
  const message = `${name} has ${bytes} bytes, and CloudFront takes ${MAX_BYTES}. Give cohorts by signature or claim instead of long lists.`;
  throw new EdgeBuildFailed(message);
}

function asFunction(name: string, text: string): string {
  const [, local] = EXPORTED.exec(text) ?? [];
  if (local === undefined)
    throw new EdgeBuildFailed(`${name} does not end with its handler. Check what esbuild wrote.`);
  return `${IMPORTS}${text.replace(EXPORTED, () => `async function handler(event){return await ${local}(event)}`)}\n`;
}
