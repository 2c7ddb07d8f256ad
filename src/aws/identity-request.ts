import { COMMAND_HEADER } from '../command/caller-proof.ts';

/** The body of every GetCallerIdentity request. Source: "GetCallerIdentity" in the AWS STS API reference. */
export const IDENTITY_BODY = 'Action=GetCallerIdentity&Version=2011-06-15';

/**
 * The address of STS in a region. Both sides make it from their own region, so it is never said.
 * Source: "AWS STS Regions and endpoints" in the IAM user guide.
 */
export function stsEndpoint(region: string): string {
  return `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`;
}

/** The headers that the request has besides those of the signature. @param hash of the command that it proves */
export function identityHeaders(hash: string): Readonly<Record<string, string>> {
  return { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', [COMMAND_HEADER]: hash };
}
