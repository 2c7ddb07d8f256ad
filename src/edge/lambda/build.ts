import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { cloudFrontCode, EdgeBuildFailed, type EdgeFunction } from '../build-functions.ts';
import type { EdgeSettings } from '../settings.ts';

/** The functions of Lambda@Edge, by their event. */
const LAMBDA_FUNCTIONS = ['lambda-viewer-request', 'lambda-origin-request', 'lambda-viewer-response'] as const;

/** The functions of a distribution with Lambda@Edge, and the CloudFront function that gives them the split. */
export type LambdaEdgeFunction = EdgeFunction<(typeof LAMBDA_FUNCTIONS)[number] | 'tell-split'>;

/**
 * Builds the functions for Lambda@Edge with these settings, as CommonJS for Node.js 22, and the CloudFront function that gives
 * them the split, minified.
 * @throws EdgeBuildFailed when a cohort is of a country: CloudFront gives Lambda@Edge the country only behind the cache
 */
export async function buildLambdaFunctions(settings: EdgeSettings): Promise<readonly LambdaEdgeFunction[]> {
  const [country] = Object.keys(settings.cohorts).filter((name) => settings.cohorts[name]?.by === 'country');
  if (country !== undefined)
    throw new EdgeBuildFailed(
      `The cohort ${country} is of a country, and CloudFront tells Lambda@Edge no country before the cache. Leave the cohort out, or build for CloudFront Functions.`,
    );
  const bare: EdgeSettings = { ...settings, user: null, rooms: [], cohorts: {} };
  const [viewerRequest, ...behind] = LAMBDA_FUNCTIONS;
  return [
    { name: viewerRequest, code: await lambdaCode(viewerRequest, settings) },
    ...(await Promise.all(behind.map(async (name) => ({ name, code: await lambdaCode(name, bare) })))),
    { name: 'tell-split', code: await cloudFrontCode('tell-split', bare) },
  ];
}

async function lambdaCode(name: string, settings: EdgeSettings): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`./${name.replace('lambda-', '')}.ts`, import.meta.url))],
    write: false,
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    define: { EDGE_SETTINGS: JSON.stringify(settings) },
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
