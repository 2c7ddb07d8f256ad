/** Words of later versions, which are therefore no typing mistakes. */
const laterKeys = new Set(['samples', 'analyse', 'tier']);

const laterKinds = new Set(['cloudfront', 'appconfig']);

/** Tells whether a key belongs to a later version. */
export function isLaterKey(key: string): boolean {
  return laterKeys.has(key);
}

/** Tells whether a kind of target belongs to a later version. */
export function isLaterKind(kind: string): boolean {
  return laterKinds.has(kind);
}
