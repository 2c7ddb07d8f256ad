import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { parseService, storedText } from '../../src/config/read/stored-service.ts';
import type { Service } from '../../src/domain/service.ts';
import { aFile } from './a-file.ts';

function read(roles: string | null): Service | readonly string[] {
  const parsed = parseConfig(aFile({ roles }));
  if (!parsed.ok) return parsed.problems.map(({ path, message }) => `${path} | ${message}`);
  return parsed.services[0] as Service;
}

function serviceOf(roles: string | null): Service {
  const service = read(roles);
  if ('name' in service) return service;
  throw new Error(service.join('\n'));
}

describe('the roles of a service', () => {
  it('name each person in one way and once', () => {
    expect(serviceOf('{ start: [Alice@Example.com, alice@example.com, S0ONCALL] }').roles).toEqual({
      start: ['alice@example.com', 'S0ONCALL'],
    });
  });

  it('come back from where they are stored, and take no room where there are none', () => {
    const service = serviceOf('{ start: [U0BOB], rollback: [S0ONCALL] }');
    expect(parseService(JSON.parse(storedText(service)))).toEqual(service);
    expect(storedText(serviceOf(null))).not.toContain('roles');
    expect(serviceOf('{}')).toEqual(serviceOf(null));
  });

  it.each([
    ['{ start: [] }', /^services\.checkout\.roles\.start \| /],
    ['{ start: [bob] }', /^services\.checkout\.roles\.start\[0\] \| .*people are named by a Slack user id/],
    ['{ approve: [U0BOB] }', /^services\.checkout\.roles\.approve \| /],
  ])('are refused: %s', (roles, problem) => {
    expect(read(roles)).toEqual([expect.stringMatching(problem)]);
  });
});
