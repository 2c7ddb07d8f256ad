import { describe, expect, it } from 'vitest';
import { doctor } from '../../src/cli/commands/doctor/doctor.ts';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { storedText } from '../../src/config/read/stored-service.ts';
import type { CenterFound } from '../../src/domain/environment/control-center.ts';
import type { EnvironmentRoles } from '../../src/domain/environment/environment.ts';
import type { ServiceRecord } from '../../src/domain/rollout/record.ts';
import { firstCenter } from '../../src/environments/control-center.ts';
import { aRecord, aRollout } from '../adapters/aws/support/a-record.ts';
import { aFile } from '../config/a-file.ts';
import { doctorDeps } from './doctor-deps.ts';
import { fakeTerminal } from './fake-terminal.ts';

const targets = '[{ kind: lambda-alias, function: checkout-api, alias: live, sides: { a: env-a, b: env-b } }]';
const open = firstCenter('checkout', 'b', 7);
const closed = { ...open, deployments: 'closed', rollout: 'r-9' } as const;

/** `serin doctor` where checkout has environments and this control center. */
async function look(found: CenterFound, record: ServiceRecord | null = null, code = 'nothing') {
  const parsed = parseConfig(aFile({ targets, environments: '{ stable: a, a: {}, b: {} }' }));
  if (!parsed.ok || parsed.services[0] === undefined) throw new Error('not valid');
  const text = storedText(parsed.services[0]);
  const asked: (EnvironmentRoles | null)[] = [];
  const { apply } = doctorDeps();
  const at = doctorDeps({
    apply: {
      ...apply,
      parameters: { ...apply.parameters, all: async () => new Map([['checkout', text]]) },
      controlCenters: { ...apply.controlCenters, read: async () => found },
      records: { load: async () => record },
    },
    inspect: async (_target, roles) => {
      asked.push(roles);
      return [{ severity: 'blocks', code, about: null, message: 'Both sides are the same.', remedy: 'Deploy.' }];
    },
  });
  const terminal = fakeTerminal({ files: { 'slack-manifest.yml': 'oauth_config: { scopes: { bot: [] } }' } });
  await doctor(
    { json: true, post: false },
    { ...terminal, read: async () => 'oauth_config: { scopes: { bot: [] } }' },
    async () => at,
  );
  const { checks } = JSON.parse(terminal.printed.join('\n'));
  const of = (name: string) => checks.find(({ check }: { check: string }) => check === name);
  return { environments: of('environments'), targets: of('targets'), asked };
}

const there = (value: typeof open | typeof closed): CenterFound => ({ is: 'there', version: 1, value });

describe('serin doctor of a service with environments', () => {
  it('finds nothing wrong with an open control center, and asks the targets with its roles', async () => {
    const { environments, asked } = await look(there(open));
    expect(environments).toMatchObject({ ok: true, said: '1 control center' });
    expect(asked).toEqual([{ stable: 'b', canary: 'a' }]);
  });

  it('does not mind that both sides have the same version before a deployment', async () => {
    expect((await look(there(open), null, 'sides-equal')).targets).toMatchObject({ ok: true });
    expect((await look(there(open), null, 'sides-missing')).targets).toMatchObject({ ok: false });
  });

  it.each<[string, CenterFound, string]>([
    ['is missing', { is: 'missing' }, 'checkout has no control center.'],
    ['nobody can read', { is: 'unusable', version: 1, detail: 'it is not JSON' }, 'it is not JSON'],
    ['stays closed', there(closed), 'closed by the rollout r-9, and no rollout runs'],
  ])('says that the control center %s', async (_what, found, problem) => {
    const { environments } = await look(found);
    expect(environments).toMatchObject({ ok: false, problems: [{ problem: expect.stringContaining(problem) }] });
  });

  it('takes a closed one for right while a rollout runs', async () => {
    expect((await look(there(closed), aRecord({ rollout: aRollout() }))).environments).toMatchObject({ ok: true });
  });
});
