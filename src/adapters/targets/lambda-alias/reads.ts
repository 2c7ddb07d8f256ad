import {
  type AliasConfiguration,
  GetAliasCommand,
  type LambdaClient,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import type { Pace } from '../pace.ts';
import type { LambdaAliasPlace } from './config.ts';
import type { Version } from './version.ts';

/** The client, and the pace of its calls. */
export interface Lambda {
  readonly client: LambdaClient;
  readonly pace: Pace;
}

/** An alias as it is. */
export interface Alias {
  readonly arn: string;
  /** The version it points to. */
  readonly version: string;
  /** Shares of other versions, 0 to 1, by version. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revision: string;
}

/** Lambda's answer about an alias in our words. */
export function toAlias(answer: AliasConfiguration): Alias {
  return {
    arn: answer.AliasArn ?? '',
    version: answer.FunctionVersion ?? '',
    weights: answer.RoutingConfig?.AdditionalVersionWeights ?? {},
    revision: answer.RevisionId ?? '',
  };
}

export async function readAlias({ client, pace }: Lambda, config: LambdaAliasPlace): Promise<Alias> {
  const command = new GetAliasCommand({ FunctionName: config.function, Name: config.alias });
  return toAlias(await pace(() => client.send(command)));
}

/** All versions, `$LATEST` first, then from the oldest to the newest. */
export async function listVersions({ client, pace }: Lambda, functionName: string): Promise<readonly Version[]> {
  const versions: Version[] = [];
  let marker: string | undefined;
  do {
    const command = new ListVersionsByFunctionCommand({
      FunctionName: functionName,
      ...(marker !== undefined && { Marker: marker }),
    });
    const page = await pace(() => client.send(command));
    for (const { Version, Description, Role, DeadLetterConfig, LastModified } of page.Versions ?? []) {
      versions.push({
        number: Version ?? '',
        description: Description ?? '',
        role: Role ?? '',
        deadLetter: DeadLetterConfig?.TargetArn ?? '',
        publishedAt: Date.parse(LastModified ?? ''),
      });
    }
    marker = page.NextMarker;
  } while (marker);
  return versions;
}

/** The version that each alias of a function points to. */
export async function listAliases({ client, pace }: Lambda, functionName: string): Promise<Record<string, string>> {
  const aliases: Record<string, string> = {};
  let marker: string | undefined;
  do {
    const command = new ListAliasesCommand({
      FunctionName: functionName,
      ...(marker !== undefined && { Marker: marker }),
    });
    const page = await pace(() => client.send(command));
    for (const { Name, FunctionVersion } of page.Aliases ?? []) aliases[Name ?? ''] = FunctionVersion ?? '';
    marker = page.NextMarker;
  } while (marker);
  return aliases;
}
