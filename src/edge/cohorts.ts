import type { EdgeRequest } from './event.ts';
import { readText, textAt } from './read-request.ts';
import { type Membership, type Named, settings } from './settings.ts';

/** The maximum length of a JSON Web Token that is read, in characters. */
const MAX_TOKEN_LENGTH = 4096;

/** Returns the cohorts that the user belongs to. @param signed the cohort of a verified token; null without one */
export function findCohorts(request: EdgeRequest, user: string | null, signed: string | null): readonly string[] {
  return Object.keys(settings.cohorts).filter((name) => {
    const membership = settings.cohorts[name];
    return membership !== undefined && isMember(membership, request, user, signed === name);
  });
}

function isMember(membership: Membership, request: EdgeRequest, user: string | null, isSigned: boolean): boolean {
  switch (membership.by) {
    case 'signature':
      return isSigned;
    case 'ids':
      return user !== null && membership.ids.indexOf(user) >= 0;
    case 'claim':
      return hasClaim(jwtAt(request, membership.place), membership.claim, membership.value);
    case 'country':
      return membership.countries.indexOf(readText(request.headers, 'cloudfront-viewer-country') || '') >= 0;
  }
}

/** Returns the token at a place, without `Bearer`. */
function jwtAt(request: EdgeRequest, place: Named): string | null {
  const text = textAt(request, place);
  return text !== null && text.indexOf('Bearer ') === 0 ? text.slice(7) : text;
}

/** Tells whether the payload of a JSON Web Token has a claim. Does not verify the signature: the origin has to do that. */
function hasClaim(jwt: string | null, claim: string, value: string): boolean {
  if (jwt === null || jwt.length > MAX_TOKEN_LENGTH) return false;
  try {
    const payload = JSON.parse(Buffer.from(jwt.split('.', 2)[1] || '', 'base64url').toString('utf8'));
    const said = payload[claim];
    return Array.isArray(said) ? said.indexOf(value) >= 0 : said === value;
  } catch {
    return false;
  }
}
