/** Words of the design that this version does not have yet, so that nobody takes them for a slip of the keyboard. */
const laterKeys = new Set(['samples', 'atMost', 'analyse', 'tier']);

const laterKinds = new Set(['cloudfront', 'appconfig']);

/** Whether a key belongs to a later version. */
export function isLaterKey(key: string): boolean {
  return laterKeys.has(key);
}

/** Whether a kind of target belongs to a later version. */
export function isLaterKind(kind: string): boolean {
  return laterKinds.has(kind);
}
