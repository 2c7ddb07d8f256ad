import { createJsonCalls } from '../json-calls.ts';
import type { ReadParameters } from './read-parameters.ts';

/** Reads parameters by a signed request, without the SDK. @param parts as json-calls.ts takes them */
export function readParametersSigned(parts: Parameters<typeof createJsonCalls>[1]): ReadParameters {
  const call = createJsonCalls({ name: 'ssm', api: 'AmazonSSM', variable: 'SSM' }, parts);
  return async (Names) => {
    const output = await call('GetParameters', { Names, WithDecryption: true });
    return (output as { readonly Parameters?: Awaited<ReturnType<ReadParameters>> }).Parameters ?? [];
  };
}
