import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type LambdaClient, paginateListAliases, paginateListFunctions } from '@aws-sdk/client-lambda';
import type { Route53Client } from '@aws-sdk/client-route-53';
import type { FoundFunction, Looked, Survey } from '../../ports/survey.ts';
import { ifAllowed } from '../shared/if-allowed.ts';
import { surveyAlarms } from './survey-alarms.ts';
import { surveyRecords } from './survey-records.ts';

/** Looks at an account for `serin init`, except at its load balancers. Reads only. */
export function createSurvey(clients: {
  readonly lambda: LambdaClient;
  readonly route53: Route53Client;
  readonly cloudwatch: CloudWatchClient;
  readonly cloudwatchUsEast1: CloudWatchClient;
}): Omit<Survey, 'forwards'> {
  return {
    functions: (prefixes, seen) => surveyFunctions(clients.lambda, prefixes, seen),
    records: (seen) => surveyRecords(clients.route53, seen),
    alarms: (seen) => surveyAlarms(clients.cloudwatch, clients.cloudwatchUsEast1, seen),
  };
}

/** One function after the other: Lambda takes 15 calls a second, and others of the account need them too. */
async function surveyFunctions(
  client: LambdaClient,
  prefixes: readonly string[],
  seen: (count: number) => void,
): Promise<Looked<FoundFunction>> {
  const found: FoundFunction[] = [];
  const leftOut: string[] = [];
  await ifAllowed('lambda:ListFunctions', leftOut, async () => {
    let count = 0;
    for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
      const names = Functions.map(({ FunctionName = '' }) => FunctionName);
      for (const name of names.filter((one) => isWanted(one, prefixes))) {
        await ifAllowed(`lambda:ListAliases of ${name}`, leftOut, async () => {
          found.push({ name, aliases: await listAliases(client, name) });
        });
      }
      count += names.length;
      seen(count);
    }
  });
  return { found, leftOut };
}

const isWanted = (name: string, prefixes: readonly string[]): boolean =>
  prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix));

async function listAliases(client: LambdaClient, FunctionName: string): Promise<FoundFunction['aliases']> {
  const aliases: { name: string; version: string }[] = [];
  for await (const { Aliases = [] } of paginateListAliases({ client }, { FunctionName })) {
    aliases.push(...Aliases.map(({ Name = '', FunctionVersion = '' }) => ({ name: Name, version: FunctionVersion })));
  }
  return aliases;
}
