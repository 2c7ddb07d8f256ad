import * as z from 'zod';
import { limits } from '../read/limits.ts';

// Slack ends a link at > and |, so a URL has none of them as it is; in an encoded form both may be there.
const url = z
  .string()
  .max(limits.urlLength)
  .regex(/^https:\/\/[^\s/?#@\\<>|"]+([/?#][^\s<>|"]*)?$/, {
    message: 'a link begins with https:// and has no user, no password, no space and none of < > | "',
    abort: true,
  })
  .refine(URL.canParse, 'it is no URL');

const one = (description: string, example: string) => url.optional().meta({ description, examples: [example] });

/** The pages that people need when a release goes wrong. */
export const linksSchema = z
  .strictObject({
    runbook: one('What to do when the service is in trouble.', 'https://wiki.example.com/checkout/runbook'),
    dashboard: one('The numbers of the service.', 'https://grafana.example.com/d/checkout'),
    logs: one('The logs of the service.', 'https://logs.example.com/checkout'),
  })
  .refine((links) => Object.values(links).some((link) => link !== undefined), 'name at least one link')
  .meta({
    description: 'Pages that messages about alarms, rollbacks, holds and the end link (docs/guides/slack.md).',
    examples: [{ runbook: 'https://wiki.example.com/checkout/runbook' }],
  });
