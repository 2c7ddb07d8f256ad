import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';
import { aFile } from './a-file.ts';

const problems = (links: string): readonly string[] => {
  const parsed = parseConfig(aFile({ links }));
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path}: ${message}`);
};
const DASHBOARD =
  'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/checkout';

describe('links', () => {
  it('are stored and read as they are, and a service without them stores none', () => {
    const stored = (links: string | null) => {
      const parsed = parseConfig(aFile({ links }));
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      return storedText(parsed.services[0]!);
    };
    const links = {
      runbook: 'https://wiki.example.com/checkout',
      dashboard: DASHBOARD,
      logs: 'https://logs.example.com',
    };
    expect(parseService(JSON.parse(stored(JSON.stringify(links)))).links).toEqual(links);
    expect(stored(null)).not.toContain('links');
  });

  it.each([
    ['http', '{ runbook: "http://wiki.example.com" }'],
    ['another scheme', '{ runbook: "javascript:alert(1)" }'],
    ['a password', '{ runbook: "https://a:b@wiki.example.com" }'],
    ['a space', '{ runbook: "https://wiki.example.com/a b" }'],
    ['an end of a link of Slack', '{ runbook: "https://wiki.example.com/a|b" }'],
    ['a bracket', '{ runbook: "https://wiki.example.com/<!here>" }'],
  ])('with %s are refused', (_what, links) => {
    expect(problems(links)).toEqual([expect.stringMatching(/^services\.checkout\.links\.runbook: .*https:\/\//)]);
  });

  it('of a kind that is not known, none at all, and each that is wrong are refused at once', () => {
    expect(problems('{ wiki: "https://wiki.example.com" }').join()).toContain('wiki');
    expect(problems('{}').join()).toContain('name at least one link');
    expect(problems('{ runbook: x, logs: y }')).toHaveLength(2);
  });
});
