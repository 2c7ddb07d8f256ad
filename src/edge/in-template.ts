import { createHash } from 'node:crypto';
import type { EdgeFunction } from './build-functions.ts';

/**
 * Returns a template with the code in place of file names: in `FunctionCode: viewer-request.js` of a CloudFront function and in
 * `ZipFile: lambda-viewer-request.js` of a Lambda function. `Description: lambda-viewer-request.js` of a version becomes the
 * SHA-256 of the code: CloudFormation publishes a version when one of its properties changes, not when the function does.
 */
export function fillTemplate(template: string, functions: readonly EdgeFunction<string>[]): string {
  return functions.reduce((text, { name, code }) => {
    // A JSON string is also a YAML string.
    const quoted = JSON.stringify(code);
    return text
      .replace(`FunctionCode: ${name}.js`, () => `FunctionCode: ${quoted}`)
      .replace(`ZipFile: ${name}.js`, () => `ZipFile: ${quoted}`)
      .replace(`Description: ${name}.js`, `Description: ${createHash('sha256').update(code).digest('hex')}`);
  }, template);
}
