import type { IncomingHttpHeaders } from 'node:http';

/**
 * Reads the fields of a call of the Web API, which Slack accepts as a form or as JSON. Source: "Using the Slack Web API" in Slack's
 * documentation.
 */
export function readFields(headers: IncomingHttpHeaders, body: Buffer): Readonly<Record<string, unknown>> {
  const text = body.toString('utf8');
  const isJson = headers['content-type']?.startsWith('application/json') ?? false;
  return isJson ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
}
