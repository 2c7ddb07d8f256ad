import type { IncomingMessage } from 'node:http';

/** Names under which a browser on this machine, or one behind a forwarded port, reaches the loopback. */
const LOCAL = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

/**
 * True when a request may come from another site: it reached the loopback under a foreign name (DNS rebinding), or a page of
 * another origin sent it. Programs send no Origin and are accepted.
 * Source: "Cross-Site Request Forgery Prevention" in OWASP's cheat sheets, verifying origin with standard headers.
 */
export function isForeign({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const { host = '', origin } = headers;
  if (!LOCAL.test(host)) return true;
  if (origin !== undefined && origin !== `http://${host}`) return true;
  return headers['sec-fetch-site'] === 'cross-site';
}
