import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';
import { aFile } from './a-file.ts';

const ORDER = 'order: { stable: https://api.example.com/order, canary: https://canary.example.com/order }';

function read(discovery: string) {
  const parsed = parseConfig(aFile({ discovery }));
  return parsed.ok ? parsed.services[0] : parsed.problems.map(({ path, message }) => `${path} | ${message}`);
}

describe('the discovery of a service', () => {
  it('has both URLs of each action, and no page may ask unless it says so', () => {
    expect(read(`{ actions: { ${ORDER} } }`)).toMatchObject({
      discovery: {
        actions: { order: { stable: 'https://api.example.com/order', canary: 'https://canary.example.com/order' } },
        origins: [],
      },
    });
  });

  it('comes back from where the service is stored, and takes no room where there is none', () => {
    const service = read(`{ actions: { ${ORDER} }, origins: ["https://shop.example.com", "http://localhost:5173"] }`);
    if (service === undefined || Array.isArray(service)) throw new Error(String(service));
    expect(parseService(JSON.parse(storedText(service as never)))).toEqual(service);
    const without = { ...(service as object), discovery: null } as never;
    expect(storedText(without)).not.toContain('discovery');
    expect(parseService(JSON.parse(storedText(without)))).toEqual(without);
  });

  it.each([
    ['http', 'http://api.example.com', 'a URL begins with https:// and has no user, password or fragment'],
    ['credentials', 'https://a:b@api.example.com', 'a URL begins with https:// and has no user, password or fragment'],
    ['a fragment', '"https://api.example.com/#a"', 'a URL begins with https:// and has no user, password or fragment'],
    ['a host that is none', 'https://api..example.com:99999', 'it is no URL'],
  ])('has no URL with %s', (_, url, why) => {
    expect(read(`{ actions: { order: { stable: ${url}, canary: https://c.example.com } } }`)).toEqual([
      `services.checkout.discovery.actions.order.stable | stable cannot be ${JSON.stringify(url.replaceAll('"', ''))}: ${why}.`,
    ]);
  });

  it.each([
    'https://shop.example.com/',
    'https://Shop.example.com',
    'http://shop.example.com',
    '"*"',
    '"null"',
    'https://u@shop.example.com',
  ])('lets no pages of %s ask', (origin) => {
    const [problem, ...others] = read(`{ actions: { ${ORDER} }, origins: [${origin}] }`) as readonly string[];
    expect(problem).toContain('services.checkout.discovery.origins[0] | origins[0] cannot be');
    expect(others).toEqual([]);
  });

  it('has an action, at most twenty, by names that URLs and code can hold', () => {
    expect(read('{ actions: {} }')).toEqual(['services.checkout.discovery.actions | actions is empty.']);
    expect(read(`{ actions: { "Order now": { stable: https://a.example, canary: https://b.example } } }`)).toEqual([
      'services.checkout.discovery.actions.Order now | "Order now" cannot be the name of an action.',
    ]);
    const many = Array.from({ length: 21 }, (_, at) => ORDER.replace('order', `order${at}`));
    expect(read(`{ actions: { ${many.join(', ')} } }`)).toContain(
      'services.checkout.discovery.actions | actions must have at most 20 entries, not 21.',
    );
  });

  describe('where the service has environments', () => {
    const environments = '{ stable: a, a: {}, b: {} }';
    const targets =
      '[{ kind: route53, zone: Z1, record: app.example.com, type: A, identifiers: { a: app-a, b: app-b } }]';
    const problems = (action: string, sided = true) => {
      const parsed = parseConfig(
        aFile({
          discovery: `{ actions: { order: ${action} } }`,
          ...(sided ? { environments, targets, plan: 'canary 10% 5m' } : {}),
        }),
      );
      return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path} | ${message}`);
    };

    it('has a URL for each side, since the arms change sides', () => {
      expect(problems('{ a: https://a.example, b: https://b.example }')).toEqual([]);
      expect(problems('{ stable: https://a.example, canary: https://b.example }')).toEqual([
        'services.checkout.discovery.actions.order | order has URLs by arm, and the arms of a service with environments change between a and b.',
      ]);
      expect(problems('{ a: https://a.example, b: https://a.example }')).toEqual([
        'services.checkout.discovery.actions.order | order has the same URL on both sides, so that nobody would reach the canary by it.',
      ]);
      expect(problems('{ a: https://a.example }')).toEqual([expect.stringContaining('discovery.actions.order')]);
    });

    it('has none by side in a service that is one stack', () => {
      expect(problems('{ a: https://a.example, b: https://b.example }', false)).toEqual([
        'services.checkout.discovery.actions.order | order has URLs by environment, and the service has no environments.',
      ]);
    });
  });

  it('has another URL for the canary than for stable', () => {
    expect(read('{ actions: { order: { stable: https://a.example, canary: https://a.example } } }')).toEqual([
      'services.checkout.discovery.actions.order | order has the same URL in both arms, so that nobody would reach the canary by it.',
    ]);
  });
});
