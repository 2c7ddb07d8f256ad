import { STSClient } from '@aws-sdk/client-sts';
import { COMMAND_HEADER } from '../../../command/caller-proof.ts';

/** The body of every GetCallerIdentity request. Source: "GetCallerIdentity" in the AWS STS API reference. */
export const IDENTITY_BODY = 'Action=GetCallerIdentity&Version=2011-06-15';

/** A label of a host name. Nothing else can be one of its parts and leave the rest to the SDK. */
const REGION = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** No address can be made from a region. */
export class RegionUnusable extends Error {
  readonly code = 'region-unusable';
  constructor(region: string) {
    super(`${JSON.stringify(region)} is not a region that STS can be asked in. Set AWS_REGION.`);
    this.name = 'RegionUnusable';
  }
}

/**
 * The address of STS in a region, by the SDK's own rules for endpoints, which know every partition. Both sides make it from
 * their own region, and from nothing else: neither what was sent nor a variable such as AWS_ENDPOINT_URL has a say.
 * @throws RegionUnusable where it is no region: the rules put any text into the address, and one with a slash would choose the host
 */
export function stsEndpoint(region: string): string {
  if (!REGION.test(region)) throw new RegionUnusable(region);
  const { endpointProvider } = new STSClient({ region }).config;
  const rules = { Region: region, UseDualStack: false, UseFIPS: false, UseGlobalEndpoint: false };
  return endpointProvider(rules).url.href;
}

/** The headers that the request has besides those of the signature. @param hash of the command that it proves */
export function identityHeaders(hash: string): Readonly<Record<string, string>> {
  return { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', [COMMAND_HEADER]: hash };
}
