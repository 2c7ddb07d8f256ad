import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Call } from '../../src/sandbox/cloud/attach.ts';
import { aClock } from '../adapters/targets/support/a-clock.ts';
import { aLambda, aRoute53 } from '../adapters/targets/support/aws-clients.ts';
import { needsOf } from '../stack/permissions/needs.ts';
import { aBrokenRollout } from './a-broken-rollout.ts';

const ZONE = 'Z0123456789';

it('says in docs/reference/cli.md which permissions serin rollback --from needs for an alias and for records', async () => {
  const calls: Call[] = [];
  const observer = {
    after: (call: Call) => {
      calls.push(call);
    },
  };
  const clock = aClock();
  const [lambda, route53] = [aLambda(clock, observer), aRoute53(clock, observer)];
  route53.cloud.createZone({ id: ZONE, name: 'example.com' });
  const world = await aBrokenRollout({ lambda: lambda.client, route53: route53.client }, ZONE, clock);
  calls.length = 0;
  expect((await world.rollback()).code).toBe(0);
  const used = new Set(calls.flatMap(needsOf).map(({ action }) => action));
  const [, said = ''] = /\nPermissions: (`lambda(?:.+\n)+)/.exec(readFileSync('docs/reference/cli.md', 'utf8')) ?? [];
  const written = [...said.matchAll(/`((?:lambda|route53):\w+)`/g)].map(([, action]) => action);
  expect(written.sort()).toEqual([...used].sort());
});
