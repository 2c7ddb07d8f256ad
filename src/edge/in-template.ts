import { createHash } from 'node:crypto';
import type { EdgeFunction } from './build-functions.ts';

/**
 * A template with the code in the place of the names of files: of `FunctionCode: viewer-request.js` in a CloudFront function, of
 * `ZipFile: lambda-viewer-request.js` in a Lambda function. `Description: lambda-viewer-request.js` of a version becomes the
 * SHA-256 of the code: CloudFormation publishes a version when a property of it changes, not when the function does.
 */
export function fillTemplate(template: string, functions: readonly EdgeFunction<string>[]): string {
  return functions.reduce((text, { name, code }) => {
    // A text of JSON is a text of YAML too.
    const quoted = JSON.stringify(code);
    return text
      .replace(`FunctionCode: ${name}.js`, () => `FunctionCode: ${quoted}`)
      .replace(`ZipFile: ${name}.js`, () => `ZipFile: ${quoted}`)
      .replace(`Description: ${name}.js`, `Description: ${createHash('sha256').update(code).digest('hex')}`);
  }, template);
}
