import * as z from 'zod';
import { limits } from '../read/limits.ts';

const url = z
  .string()
  .max(limits.urlLength)
  .regex(/^https:\/\/[^\s/?#@\\]+([/?][^\s#]*)?$/, 'a URL begins with https:// and has no user, password or fragment')
  .refine(URL.canParse, 'it is no URL');

const byArm = z
  .strictObject({
    stable: url.meta({ description: 'Where the stable version answers.', examples: ['https://api.example.com/order'] }),
    canary: url.meta({
      description: 'Where the canary answers: under another host or another path.',
      examples: ['https://canary.example.com/order'],
    }),
  })
  .meta({
    description: 'One thing that the service does, with its URL in each arm.',
    examples: [{ stable: 'https://api.example.com/order', canary: 'https://canary.example.com/order' }],
  });

const bySide = z
  .strictObject({
    a: url.meta({ description: 'The URL in environment a.', examples: ['https://a.api.example.com/order'] }),
    b: url.meta({ description: 'The URL in environment b.', examples: ['https://b.api.example.com/order'] }),
  })
  .meta({
    description: 'One thing that a service with environments does, with its URL in each environment.',
    examples: [{ a: 'https://a.api.example.com/order', b: 'https://b.api.example.com/order' }],
  });

const action = z.union([byArm, bySide]).meta({
  description:
    'One thing that the service does, with its URL in each arm, or, where it has environments, in each environment.',
  examples: [
    { stable: 'https://api.example.com/order', canary: 'https://canary.example.com/order' },
    { a: 'https://a.api.example.com/order', b: 'https://b.api.example.com/order' },
  ],
});

const origins = z
  .array(
    z
      .string()
      .regex(
        /^(https:\/\/[a-z0-9.-]+|http:\/\/localhost)(:\d{1,5})?$/,
        'an origin is https:// and a host in lower case, or http://localhost, with a port if need be and nothing behind it',
      )
      .meta({ description: 'An origin as browsers write it.', examples: ['https://shop.example.com'] }),
  )
  .max(limits.origins)
  .meta({ description: 'The pages that may ask from a browser.', examples: [['https://shop.example.com']] });

/** Matches the name of an action. */
export const actionNamePattern = /^[a-z][A-Za-z0-9-]{0,39}$/;

// A rule checks the names: a record stops at a key that it refuses, and would not report problems below it.
const actions = z.record(z.string(), action).meta({
  description: 'The actions by name: letters, digits and -, starting with a lower-case letter, at most 40.',
  propertyNames: { type: 'string', pattern: actionNamePattern.source },
  minProperties: 1,
  maxProperties: limits.actions,
  examples: [{ order: { stable: 'https://api.example.com/order', canary: 'https://canary.example.com/order' } }],
});

/** The discovery settings as they are written in serin.yml. */
export const discoverySchema = z.strictObject({ actions, origins: origins.optional() }).meta({
  description:
    'Tells clients that choose for themselves in which arm a user is, and under which URLs: GET /discovery/<service>.',
  examples: [
    { actions: { order: { stable: 'https://api.example.com/order', canary: 'https://canary.example.com/order' } } },
  ],
});
