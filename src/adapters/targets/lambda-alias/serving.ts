import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { Finding } from '../../../domain/finding.ts';
import { judgeServing, type Serving, type VersionPlace, versionGone } from '../../../rollout/preflight/serving.ts';
import { errorCode } from '../../shared/fault.ts';
import { type Findings, ifPossible } from '../finding.ts';
import type { Lambda } from './reads.ts';
import { type Version, versionName } from './version.ts';

/** Reads whether a version of a function is there and can take requests. */
export async function readServing({ client, pace }: Lambda, place: VersionPlace): Promise<Serving> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: place.function, Qualifier: place.version });
  try {
    return judgeServing(place, await pace(() => client.send(command)));
  } catch (error) {
    if (errorCode(error) === 'ResourceNotFoundException') return versionGone(place);
    throw error;
  }
}

/**
 * Checks whether the two versions of a rollout can take requests. A canary that cannot blocks. A stable version that cannot is a
 * warning: users are on it already, and the rollout may be what helps them, but no rollback can return to it.
 */
export async function servingFindings(
  lambda: Lambda,
  functionName: string,
  { stable, canary }: { readonly stable: Version; readonly canary: Version },
  found: Findings,
): Promise<readonly Finding[]> {
  const readVersionServing = (version: Version) =>
    readServing(lambda, { function: functionName, version: version.number, called: versionName(version) });
  return ifPossible('lambda:GetFunctionConfiguration', found, async () => {
    const [before, after] = await Promise.all([readVersionServing(stable), readVersionServing(canary)]);
    const findings: Finding[] = [];
    if (after.is === 'unable') findings.push(found.blocks(after.code, after.message, after.remedy));
    if (after.is === 'doubtful') findings.push(found.warns(after.code, after.message, after.remedy));
    if (before.is === 'unable') {
      const remedy = 'Know that a rollback brings users back to it.';
      findings.push(found.warns(`stable-${before.code}`, before.message, remedy));
    }
    return findings;
  });
}
