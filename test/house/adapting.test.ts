import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, describe, expect, it } from 'vitest';
import { parameterKind } from '../../examples/adapting/parameter-component.ts';
import { type Router, routerKind } from '../../examples/adapting/weight-target.ts';
import { compareEnvironments } from '../../src/environments/compare-environments.ts';
import { attach } from '../../src/sandbox/cloud/attach.ts';
import { createSsmModel } from '../../src/sandbox/cloud/ssm.ts';
import { aClock } from '../adapters/targets/support/a-clock.ts';

const TEMPLATES = ['parameter-component.ts', 'weight-target.ts'];

/** Templates with one text replaced: each would go unnoticed if nothing held the templates to the ports. */
const BROKEN = [
  ['parameter-component.ts', 'digests: async', 'digest: async'],
  ['parameter-component.ts', "brought: 'in-place'", "brought: 'by-hand'"],
  ['weight-target.ts', 'atBaseline: percent === 0,', ''],
  ['weight-target.ts', "splits: 'requests'", "splits: 'nobody'"],
] as const;

/** As deep as the templates, so that what they import is found from there too, and where no other tool looks. */
const copy = mkdtempSync('node_modules/.adapting-');
afterAll(() => rmSync(copy, { recursive: true }));

/** What the compiler says of the templates and of their broken copies, in one go. */
function compiled(): string {
  for (const each of [...TEMPLATES, 'tsconfig.json']) cpSync(join('examples/adapting', each), join(copy, each));
  BROKEN.forEach(([file, text, by], index) => {
    const source = readFileSync(join(copy, file), 'utf8');
    expect(source).toContain(text);
    writeFileSync(join(copy, `broken-${index}.ts`), source.replace(text, by));
  });
  try {
    return execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', copy], { encoding: 'utf8' });
  } catch (failed) {
    return (failed as { stdout: string }).stdout;
  }
}

describe('the templates of docs/guides/adapting.md', () => {
  it('compile against the ports and the registries, and would not if a part were missing', () => {
    const said = compiled();
    expect(TEMPLATES.filter((file) => said.includes(file))).toEqual([]);
    expect(BROKEN.filter((_, index) => !said.includes(`broken-${index}.ts`))).toEqual([]);
  });

  it('have a component that is read, compared and brought up', async () => {
    const cloud = createSsmModel(aClock());
    const somewhere = { region: 'us-east-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' } };
    const put = cloud.model.PutParameter as (input: object) => unknown;
    put({ Name: '/shop/a/flags', Value: 'new', Type: 'String' });
    put({ Name: '/shop/b/flags', Value: 'old', Type: 'String' });
    const component = parameterKind(attach(new SSMClient(somewhere), 'SSM', cloud.model)).create();
    const config = { kind: 'parameter', parameters: { a: '/shop/a/flags', b: '/shop/b/flags' } };
    const [before] = await component.read(config);
    expect(compareEnvironments(before!).kind).toBe('unknown');
    await component.bring(config, { name: before!.name, side: 'b', version: 'new', expected: before!.b! });
    const [after] = await component.read(config);
    expect(compareEnvironments(after!)).toEqual({ kind: 'in-step' });
    const late = component.bring(config, { name: before!.name, side: 'b', version: 'old', expected: before!.b! });
    await expect(late).rejects.toMatchObject({ code: 'component-changed' });
  });

  it('have a target that is shifted, and refuses a late shift', async () => {
    let [percent, revision] = [0, 1];
    const router: Router = {
      get: async () => ({ percent, revision: String(revision) }),
      set: async (_route, wanted, ifRevision) => {
        if (ifRevision !== null && ifRevision !== String(revision)) {
          throw Object.assign(new Error('The revision is another'), { name: 'Conflict' });
        }
        [percent, revision] = [wanted, revision + 1];
      },
    };
    const config = { kind: 'router', route: 'shop' };
    const target = routerKind(router).create({ clock: aClock() } as never);
    const state = { name: 'router shop', config, observed: null } as never;
    const late = await target.read(state);
    await target.shift(state, { kind: 'weight', weight: 10, reversals: 0, cohorts: [] }, late);
    expect(await target.read(state)).toMatchObject({ weight: 10, atBaseline: false });
    await target.back([state], { reversals: 1, promotionBegan: false });
    expect(await target.read(state)).toMatchObject({ weight: 0, atBaseline: true });
    const shift = target.shift(state, { kind: 'weight', weight: 10, reversals: 0, cohorts: [] }, late);
    await expect(shift).rejects.toMatchObject({ code: 'target-changed' });
  });
});
