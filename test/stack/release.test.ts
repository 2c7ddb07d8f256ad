import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { releaseNotes } from '../../src/build/release/notes.ts';
import { MAX_ENTRIES, parameterName, RELEASE_PARAMETERS } from '../../src/build/release/parameters.ts';
import { release } from '../../src/build/release/release.ts';
import { evaluate, type Parameterised } from './evaluate.ts';
import { type Packaged, packageStack } from './packaged.ts';
import { impossible } from './references.ts';
import { complaints } from './specification.ts';
import { readTemplate } from './templates/read-template.ts';
import { listed, ofType, statementsOf, type Template } from './templates/template.ts';

/** What differs between two installations, each parameter another than its default. */
const OTHERS: Readonly<Record<string, string>> = {
  name: 'serin-dev',
  functions: 'checkout-*',
  hooks: 'shop-*',
  shared: 'shop/*',
  zones: 'Z0123456789ABCDEFGHIJ',
  apis: 'a1b2c3d4e5',
  buckets: 'shop-web-*',
  versionFiles: '*/version.json',
  stores: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
  loadBalancers: 'orders-*',
  clusters: 'prod',
  concurrency: 'reserved',
  logDays: '90',
  metrics: 'on',
  trail: 'ENABLED',
};
/** Values for the pseudo parameters of the template, among the longest in the partition `aws`. */
const PSEUDO: Readonly<Record<string, string>> = {
  Partition: 'aws',
  Region: 'ap-southeast-1',
  AccountId: '123456789012',
};
const FUNCTIONS = ['slack', 'discovery', 'signals', 'worker', 'alarm', 'timer'];

let folder: string;
let template: Parameterised;
let byDefault: Packaged;
let withOthers: Packaged;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serin-release-'));
  await release(join(folder, 'one'));
  await release(join(folder, 'two'));
  template = JSON.parse(readFileSync(join(folder, 'one/template.json'), 'utf8'));
  byDefault = await packageStack();
  withOthers = await packageStack(OTHERS);
}, 540_000);
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string) => readFileSync(join(folder, 'one', name));
const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const released = (params: Readonly<Record<string, string>>) =>
  evaluate(template, {
    CodeBucket: 'releases',
    ...Object.fromEntries(Object.entries(params).map(([name, value]) => [parameterName(name), value])),
  });

/** What is compared of a template: everything but the bucket of osls, where the code comes from, and the list check. */
function comparable({ Resources }: Template): object {
  const { Resources: settled } = evaluate({ Resources, Parameters: {}, Conditions: {} }, {});
  const ours = Object.entries(settled).filter(([id]) => !id.startsWith('ServerlessDeploymentBucket'));
  const text = JSON.stringify(Object.fromEntries(ours), (key, value) => {
    if (key === 'Code') return undefined;
    // A statement may have its one resource in a list or not.
    return key === 'Resource' && Array.isArray(value) && value.length === 1 ? value[0] : value;
  });
  const resources = JSON.parse(text);
  delete resources.TimerCallerRole.Properties.Description;
  return resources;
}

describe('a release', () => {
  it('has the same bytes twice', () => {
    const hashes = (which: string) =>
      readdirSync(join(folder, which)).map((name) => [name, hash(readFileSync(join(folder, which, name)))]);
    expect(hashes('two')).toEqual(hashes('one'));
  });

  it('has the package, a zip for each function, two templates and what to know about them, each with its checksum', () => {
    const names = readdirSync(join(folder, 'one'));
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    const zips = FUNCTIONS.map((name) => expect.stringMatching(new RegExp(`^${name}-[0-9a-f]{12}\\.zip$`)));
    const others = ['RELEASE-NOTES.md', 'SHA256SUMS', 'THIRD-PARTY-NOTICES.txt', 'cloudformation.sh', 'sbom.cdx.json'];
    const all = [...others, `serin-${version}.tgz`, 'template.json', 'us-east-1.yml', ...zips];
    expect(names).toEqual(expect.arrayContaining(all));
    expect(names.length).toBe(all.length);
    const sums = file('SHA256SUMS').toString().trim().split('\n');
    expect(sums).toEqual(names.filter((name) => name !== 'SHA256SUMS').map((name) => `${hash(file(name))}  ${name}`));
  });

  it('has the bytes of the zips that npm run package makes', () => {
    for (const name of FUNCTIONS) {
      const zip = readdirSync(join(folder, 'one')).find((entry) => entry.startsWith(`${name}-`)) ?? '';
      expect(hash(file(zip))).toBe(hash(byDefault.zips[name] ?? ''));
    }
  });

  it('lists what the bundles contain, and no tool that made them', () => {
    const bom = JSON.parse(file('sbom.cdx.json').toString());
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'serin' } } });
    expect(bom.metadata).not.toHaveProperty('timestamp');
    const names: readonly string[] = bom.components.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['@aws-sdk/client-lambda', '@slack/bolt', 'commander', 'yaml', 'zod']),
    );
    expect(names.filter((name) => /^(?:vitest|esbuild|osls|tsx|typescript)$/.test(name))).toEqual([]);
    const notices = file('THIRD-PARTY-NOTICES.txt').toString();
    for (const { name, version, licenses } of bom.components) {
      expect(notices).toContain(`\n${name} ${version} (`);
      expect(licenses.length, name).toBeGreaterThan(0);
    }
  });

  it('has the notes of its version, from the changelog', () => {
    expect(file('RELEASE-NOTES.md').toString()).toMatch(/^# Serin 0\.1\.0\n\n### /);
    const changelog = '# Changelog\n\n## 0.2.0\n\n- Two.\n\n## 0.1.0 (not released)\n\n- One.\n';
    expect(releaseNotes(changelog, '0.2.0')).toBe('# Serin 0.2.0\n\n- Two.\n');
    expect(releaseNotes(changelog, '0.1.0')).toBe('# Serin 0.1.0\n\n- One.\n');
    expect(() => releaseNotes(changelog, '0.1')).toThrow('CHANGELOG.md has no part "## 0.1".');
  });
});

describe('the released template', () => {
  it('has the parameters of serverless.yml, with their defaults, and those of a release', () => {
    const { params } = readTemplate('serverless.yml') as unknown as {
      readonly params: {
        readonly default: Readonly<Record<string, string | number>>;
        readonly prod: Readonly<Record<string, string>>;
      };
    };
    const defaults = Object.entries({ ...params.default, ...params.prod }).map(([name, value]) => [
      parameterName(name),
      value,
    ]);
    const shared = Object.entries(template.Parameters).filter(([name]) => !(name in RELEASE_PARAMETERS));
    expect(shared.map(([name, { Default }]) => [name, Default])).toEqual(defaults);
    const lists = Object.entries(template.Parameters).filter(([, { Type }]) => Type === 'CommaDelimitedList');
    expect(lists.map(([name]) => name)).toEqual(['Functions', 'Hooks', 'Zones', 'Stores', 'LoadBalancers']);
  });

  it('makes the stack of npm run deploy, resource by resource', () => {
    expect(comparable(released({}))).toEqual(comparable(byDefault.template));
  });

  it('makes the same as npm run deploy with other parameters', () => {
    expect(comparable(released(OTHERS))).toEqual(
      JSON.parse(
        JSON.stringify(comparable(withOthers.template)).replaceAll('"RetentionInDays":90', '"RetentionInDays":"90"'),
      ),
    );
  });

  it('takes the code of each function from the bucket', () => {
    const functions = ofType(released({ CodePrefix: 'serin/0.1.0/' }), 'AWS::Lambda::Function');
    const zips = readdirSync(join(folder, 'one')).filter((name) => name.endsWith('.zip'));
    expect(Object.values(functions).map(({ Properties }) => Properties.Code.S3Key)).toEqual(
      FUNCTIONS.map((name) => `serin/0.1.0/${zips.find((zip) => zip.startsWith(`${name}-`))}`),
    );
    expect(Object.values(functions).map(({ Properties }) => Properties.Code.S3Bucket)).toEqual(
      FUNCTIONS.map(() => 'releases'),
    );
  });

  it('has only types and properties of the specification, and no reference to nothing', () => {
    const everything = released({ ...OTHERS, PermissionsBoundary: 'arn:x', KmsKeyArn: 'arn:k' });
    for (const one of [released({}), everything]) {
      const numbers = JSON.parse(JSON.stringify(one).replaceAll(/"RetentionInDays":"(\d+)"/g, '"RetentionInDays":$1'));
      expect(complaints(numbers)).toEqual([]);
      expect(impossible(numbers)).toEqual([]);
    }
  });

  it('lets Serin move each entry of a list, and nothing else', () => {
    const stack = released({ functions: 'checkout-*,orders,calls', zones: 'Z1,Z2' });
    const of = (sid: string) =>
      statementsOf(stack.Resources.WorkerRole)
        .filter(({ Sid }) => Sid === sid)
        .flatMap(({ Resource }) =>
          listed(Resource).map((one) => JSON.stringify(one).replace(/^.*[:/]([^:/"]+)"\}$/, '$1')),
        );
    expect(of('Aliases')).toEqual(['checkout-*', 'orders', 'calls']);
    expect(of('ReadRecordSets')).toEqual(['Z1', 'Z2']);
    expect(of('Hooks')).toEqual(['no.hooks', '*']);
  });

  it.each(['functions', 'hooks', 'zones', 'stores', 'loadBalancers'])(
    'refuses more entries of %s than it has places for',
    (name) => {
      const entries = (count: number) => Array.from({ length: count }, (_, i) => `e${i}`).join(',');
      expect(() => released({ [name]: entries(MAX_ENTRIES) })).not.toThrow();
      expect(() => released({ [name]: entries(MAX_ENTRIES + 1) })).toThrow(`More than ${MAX_ENTRIES} entries`);
    },
  );

  it('has roles that IAM takes with all places filled: at most 10,240 characters of inline policies', () => {
    const names = Array.from({ length: MAX_ENTRIES }, (_, i) => `some-service-function-${i}`).join(',');
    const ids = Array.from({ length: MAX_ENTRIES }, (_, i) => `Z012345678901234567${i}`).join(',');
    const stores = Array.from({ length: MAX_ENTRIES }, (_, i) => `0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f${i}`).join(',');
    const filled = { functions: names, hooks: names, zones: ids, stores };
    const key = 'arn:aws:kms:eu-central-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
    const roles = ofType(released({ ...filled, loadBalancers: names, KmsKeyArn: key }), 'AWS::IAM::Role');
    for (const [id, { Properties }] of Object.entries(roles)) {
      const text = JSON.stringify(Properties.Policies.map((one: { PolicyDocument: object }) => one.PolicyDocument))
        .replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
        .replaceAll(/\{"Fn::GetAtt":\["\w+","Arn"\]\}/g, `"${'x'.repeat(70)}"`)
        .replaceAll(/\$\{AWS::(\w+)\}/g, (_, name: string) => PSEUDO[name] ?? '');
      expect(text.length, id).toBeLessThan(10_240);
    }
  });

  it('bounds every role where that is asked for', () => {
    const bounds = (params: Readonly<Record<string, string>>) =>
      Object.values(ofType(released(params), 'AWS::IAM::Role')).map(({ Properties }) => Properties.PermissionsBoundary);
    expect(new Set(bounds({}))).toEqual(new Set([undefined]));
    expect(new Set(bounds({ PermissionsBoundary: 'arn:x' }))).toEqual(new Set(['arn:x']));
  });

  it('keeps the table and the dead letters under a key of your own where that is asked for', () => {
    const stack = released({ KmsKeyArn: 'arn:k' });
    expect(stack.Resources.Table?.Properties.SSESpecification).toMatchObject({ KMSMasterKeyId: 'arn:k' });
    for (const { Properties } of Object.values(ofType(stack, 'AWS::SQS::Queue'))) {
      expect(Properties.KmsMasterKeyId).toBe('arn:k');
      expect(Properties).not.toHaveProperty('SqsManagedSseEnabled');
    }
    const may = Object.entries(ofType(stack, 'AWS::IAM::Role')).filter(([, role]) =>
      statementsOf(role).some(({ Sid, Resource }) => Sid === 'Key' && Resource === 'arn:k'),
    );
    expect(may.map(([id]) => id)).toEqual(['DiscoveryRole', 'WorkerRole', 'AlarmRole', 'TimerRole', 'TimerCallerRole']);
  });

  it('can be there twice in an account: it exports no name', () => {
    expect(JSON.stringify(template)).not.toContain('"Export"');
  });
});

describe('examples/deploy', () => {
  it('uploads and deploys the release with the AWS CLI, after its checksums were right', () => {
    const [bin, log] = [join(folder, 'bin'), join(folder, 'calls')];
    mkdirSync(bin);
    writeFileSync(join(bin, 'aws'), `#!/bin/sh\nprintf '%s\\n' "$*" >> ${log}\n`);
    chmodSync(join(bin, 'aws'), 0o755);
    const deploy = () =>
      spawnSync('bash', ['cloudformation.sh', 'Functions=checkout-*,orders'], {
        cwd: join(folder, 'two'),
        encoding: 'utf8',
        env: { PATH: `${bin}:${process.env.PATH}`, BUCKET: 'releases' },
      });
    expect(deploy()).toMatchObject({ status: 0, stderr: '' });
    const calls = readFileSync(log, 'utf8').trim().split('\n');
    const zips = readdirSync(join(folder, 'two')).filter((name) => name.endsWith('.zip'));
    const [, prefix = ''] = /s3:\/\/releases\/(serin\/[0-9a-f]{12}\/)/.exec(calls[0] ?? '') ?? [];
    expect(calls.slice(0, zips.length)).toEqual(
      zips.map((zip) => `s3 cp --only-show-errors ${zip} s3://releases/${prefix}${zip}`),
    );
    expect(calls[zips.length]).toContain(`CodeBucket=releases CodePrefix=${prefix} Functions=checkout-*,orders`);
    writeFileSync(join(folder, 'two/template.json'), '{}');
    expect(deploy().status).not.toBe(0);
    expect(readFileSync(log, 'utf8').trim().split('\n').length).toBe(calls.length);
  });

  it('names parameters and outputs that the template has', () => {
    const module = readFileSync('examples/deploy/terraform/main.tf', 'utf8');
    const [, set = ''] = /merge\(var\.parameters, \{\n([^}]*)\}/.exec(module) ?? [];
    const names = [...set.matchAll(/^ *(\w+) +=/gm)].map(([, name = '']) => name);
    expect(names.filter((name) => !(name in template.Parameters))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining(['CodeBucket', 'CodePrefix', 'Name', 'Functions']));
    const outputs = [...module.matchAll(/outputs\["(\w+)"\]/g)].map(([, name = '']) => name);
    expect(Object.keys((template as unknown as { Outputs: object }).Outputs)).toEqual(expect.arrayContaining(outputs));
    const construct = readFileSync('examples/deploy/cdk/serin.ts', 'utf8');
    const ids = [...construct.matchAll(/: '(\w+LambdaFunction)'/g)].map(([, id = '']) => id);
    expect(ids).toEqual(Object.keys(ofType(template, 'AWS::Lambda::Function')));
    const said = /More than|up to (\w+)/.exec(construct)?.[1];
    expect(said).toBe(['zero', 'one', 'two', 'three', 'four', 'five'][MAX_ENTRIES]);
  });
});
