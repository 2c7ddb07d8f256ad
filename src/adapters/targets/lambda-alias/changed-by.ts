import * as z from 'zod/mini';
import type { ApiCall } from '../../../ports/inbound/api-call.ts';
import { lambdaAliasName } from './config.ts';

const parameters = z.object({ functionName: z.string(), name: z.string() });

/** A function by its name, its ARN or a part of that (API_UpdateAlias, FunctionName). */
const NAMED = /^(?:.*function:)?(?:\d{12}:)?([\w-]+)$/;

/** Returns the names of the targets that a call to Lambda changed. */
export function lambdaAliasesChangedBy(call: ApiCall): readonly string[] {
  if (!call.name.startsWith('UpdateAlias')) return [];
  const said = parameters.safeParse(call.parameters);
  const [, name] = (said.success && NAMED.exec(said.data.functionName)) || [];
  return said.success && name !== undefined ? [lambdaAliasName({ function: name, alias: said.data.name })] : [];
}
