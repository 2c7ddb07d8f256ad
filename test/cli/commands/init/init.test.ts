import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, parse, parseDocument } from 'yaml';
import { draft } from '../../../../src/cli/commands/init/draft.ts';
import { draftServices } from '../../../../src/cli/commands/init/draft-services.ts';
import { type InitOptions, init } from '../../../../src/cli/commands/init/init.ts';
import { run } from '../../../../src/cli/program.ts';
import { parseConfig } from '../../../../src/config/read/parse-config.ts';
import type {
  FoundAlarm,
  FoundForward,
  FoundFunction,
  FoundRecords,
  Looked,
  Survey,
} from '../../../../src/ports/survey.ts';
import { fakeTerminal } from '../../fake-terminal.ts';
import { noAccount } from '../../no-account.ts';

const live = [{ name: 'live', version: '3' }];

function anAlarm(name: string, metric: Record<string, string>, expressions: readonly string[] = []): FoundAlarm {
  return { name, metrics: [metric], expressions, alarms: [] };
}

/** A composite alarm whose rule names these alarms. */
function aComposite(name: string, alarms: readonly string[]): FoundAlarm {
  return { name, metrics: [], expressions: [], alarms };
}

function aPair(other: Partial<FoundRecords> = {}): FoundRecords {
  const pair = { record: 'app.example.com', type: 'A', identifiers: ['primary', 'canary'], healthChecks: [] };
  return { zone: 'Z0123456789', ...pair, ...other };
}

const AT = 'arn:aws:elasticloadbalancing:us-east-1:123456789012';

/** A rule of the load balancer `shared` that forwards to these target groups. */
function aForward(names: readonly string[], rule = '4'): FoundForward {
  const groups = names.map((name, index) => ({ name, dimension: `targetgroup/${name}/${index}` }));
  const place = { rule: `${AT}:listener-rule/app/shared/1/2/${rule}` };
  return { place, loadBalancer: 'shared', dimension: 'app/shared/1', groups };
}

interface Account {
  readonly functions: readonly FoundFunction[];
  readonly records: readonly FoundRecords[];
  readonly forwards?: readonly FoundForward[];
  readonly alarms: readonly FoundAlarm[];
}

function drafted(account: Partial<Account>, leftOut: readonly string[] = []) {
  const parts = draftServices({ functions: [], records: [], forwards: [], alarms: [], ...account });
  return draft(parts, leftOut);
}

const services = (text: string) => parse(text).services as Record<string, Record<string, unknown>>;

/** Any text, with what YAML, comments and terminals trip over. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 128 }),
  fc.constantFrom(
    '#',
    ': ',
    '- a',
    '*a',
    '&a',
    '!!null',
    'null',
    'yes',
    '0x1F',
    '"',
    "'",
    '%',
    '@',
    '`',
    '{',
    '[',
    '\n',
    '\r',
    '\u2028',
    '\u0000',
    '? ',
    '|',
    '>',
    '---',
    '...',
    'arn:x',
    ' a ',
    '\t',
  ),
);
const name = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9_-]{1,64}$/),
  fc.constantFrom('null', 'true', 'on', '0x1F', '1e5', '-', '_'),
);
const accounts = fc.record({
  functions: fc
    .array(
      fc.record({
        name,
        aliases: fc.uniqueArray(fc.record({ name, version: fc.constantFrom('1', '22', '$LATEST') }), {
          maxLength: 3,
          selector: (alias) => alias.name,
        }),
      }),
      { maxLength: 5 },
    )
    .map((all) => all.filter((one, index) => all.findIndex((other) => other.name === one.name) === index)),
  records: fc.uniqueArray(
    fc.record({
      zone: fc.stringMatching(/^Z[A-Z0-9]{5,20}$/),
      record: fc.oneof(
        fc.constantFrom('app.example.com', '*.example.com', '9.example.com', '\\100.example.com'),
        nasty,
      ),
      type: fc.constantFrom('A', 'AAAA', 'CNAME', 'TXT'),
      identifiers: fc.uniqueArray(fc.oneof(nasty, fc.constantFrom('primary', 'canary')), { maxLength: 3 }),
      healthChecks: fc.constant([]),
    }),
    { maxLength: 4, selector: ({ zone, record, type }) => JSON.stringify([zone, record.toLowerCase(), type]) },
  ),
  forwards: fc
    .array(fc.uniqueArray(fc.oneof(fc.stringMatching(/^[a-zA-Z0-9-]{1,32}$/), nasty), { maxLength: 3 }), {
      maxLength: 4,
    })
    .map((all) => all.map((names, index) => aForward(names, String(index)))),
});
const alarmNames = fc.uniqueArray(fc.oneof(nasty, fc.constant('x'.repeat(255))), { maxLength: 12 });

describe('a drafted serin.yml', () => {
  it('passes lint and has every target that a serin.yml can have, whatever things are called', () => {
    fc.assert(
      fc.property(accounts, alarmNames, fc.array(nasty), (account, names, leftOut) => {
        const dimension = (index: number) => {
          const functionName = account.functions[index % Math.max(1, account.functions.length)]?.name;
          return functionName === undefined
            ? { HostedZoneId: account.records[0]?.zone ?? '' }
            : { FunctionName: functionName };
        };
        const alarms = names.map((alarm, index) => anAlarm(alarm, dimension(index)));
        const parts = draftServices({ ...account, alarms });
        fc.pre(parts.services.length > 0);
        const text = draft(parts, leftOut);
        const parsed = parseConfig(text);
        expect(parsed).toMatchObject({ ok: true });
        if (!parsed.ok) return;
        expect(parsed.services.map(({ targets: [target] }) => target)).toEqual(
          parts.services.map(({ target }) => target),
        );
        expect(parsed.services.map(({ alarms }) => alarms)).toEqual(
          parts.services.map(({ alarms }) => (alarms.length > 0 ? alarms : ['name-of-an-alarm'])),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('says the same after it was read and written again by somebody else', () => {
    fc.assert(
      fc.property(accounts, (account) => {
        const parts = draftServices({ ...account, alarms: [] });
        fc.pre(parts.services.length > 0);
        const text = draft(parts, []);
        expect(parseConfig(parseDocument(text).toString())).toEqual(parseConfig(text));
      }),
    );
  });

  it('marks what only a person knows', () => {
    const text = drafted({ functions: [{ name: 'checkout-api', aliases: live }] });
    expect(text).toContain('channel: "#your-channel" # CHANGE: the Slack channel of the service');
    expect(text).toMatch(/- name-of-an-alarm # CHANGE: no alarm of this region names the target/);
    expect(text).toContain('# - approve: { from: [bob@example.com], within: 4h }');
  });

  it('has an approve step that works when its # is taken away', () => {
    const text = drafted({ functions: [{ name: 'checkout-api', aliases: live }] });
    const parsed = parseConfig(text.replace('# - approve', '- approve'));
    expect(parsed).toMatchObject({
      ok: true,
      services: [{ plan: [{ kind: 'approve' }, { kind: 'shift', weight: 5 }, {}, {}, {}, {}, {}] }],
    });
  });

  it('has the lines for metrics by version where the target has none, and they work when their # is taken away', () => {
    expect(drafted({ functions: [{ name: 'checkout-api', aliases: live }] })).not.toContain('analysis');
    const text = drafted({ records: [aPair()] });
    const parsed = parseConfig(text.replace(/^( *)# (analysis:| +(?:metrics|requests|errors):)/gm, '$1$2'));
    expect(parsed).toMatchObject({ ok: true, services: [{ analysis: { metrics: { latency: null } } }] });
  });

  it('names each service after its function, its alias where there are several, or its record, and never two alike', () => {
    const text = drafted({
      functions: [
        { name: 'Checkout_API', aliases: live },
        { name: 'checkout-api', aliases: [...live, { name: 'blue', version: '2' }] },
        { name: '9', aliases: live },
        { name: 'checkout-api-live', aliases: live },
      ],
      records: [aPair(), aPair({ type: 'AAAA' })],
    });
    expect(Object.keys(services(text))).toEqual([
      'checkout-api',
      'checkout-api-live',
      'checkout-api-blue',
      'service',
      'checkout-api-live-2',
      'app',
      'app-2',
    ]);
  });

  it.each([
    ['of the function as a whole', anAlarm('a', { FunctionName: 'checkout-api' })],
    ['of the alias', anAlarm('a', { FunctionName: 'checkout-api', Resource: 'checkout-api:live' })],
    ['of metric math that names the function', anAlarm('a', {}, ["SEARCH('{AWS/Lambda,FunctionName} checkout-api')"])],
  ])('has an alarm %s', (_what, alarm) => {
    const text = drafted({ functions: [{ name: 'checkout-api', aliases: live }], alarms: [alarm] });
    expect(services(text)['checkout-api']?.alarms).toEqual(['a']);
  });

  it.each([
    ['of another alias', anAlarm('a', { FunctionName: 'checkout-api', Resource: 'checkout-api:blue' })],
    ['of a function of that name in us-east-1', anAlarm('us-east-1:a', { FunctionName: 'checkout-api' })],
    ['of another function', anAlarm('a', { FunctionName: 'checkout' })],
    [
      'of metric math that names a longer one',
      anAlarm('a', {}, ["SEARCH('{AWS/Lambda,FunctionName} checkout-api-2')"]),
    ],
  ])('has no alarm %s', (_what, alarm) => {
    const text = drafted({ functions: [{ name: 'checkout-api', aliases: live }], alarms: [alarm] });
    expect(services(text)['checkout-api']?.alarms).toEqual(['name-of-an-alarm']);
  });

  it.each([
    ['the zone', anAlarm('a', { HostedZoneId: 'Z0123456789' })],
    ['the zone, which is in us-east-1 where the metrics are', anAlarm('us-east-1:a', { HostedZoneId: 'Z0123456789' })],
    ['a health check of a record', anAlarm('a', { HealthCheckId: 'h-1' })],
  ])('has an alarm of %s', (_what, alarm) => {
    const text = drafted({ records: [aPair({ healthChecks: ['h-1'] })], alarms: [alarm] });
    expect(services(text).app?.alarms).toEqual([alarm.name]);
  });

  it.each([
    ['of a target group', anAlarm('a', { LoadBalancer: 'app/shared/1', TargetGroup: 'targetgroup/orders-green/1' })],
    ['of the load balancer as a whole', anAlarm('a', { LoadBalancer: 'app/shared/1' })],
    ['of metric math on a target group', anAlarm('a', {}, ['SEARCH(\'TargetGroup="targetgroup/orders-blue/0"\')'])],
    ['of metric math on the load balancer', anAlarm('a', {}, ['SEARCH(\'LoadBalancer="app/shared/1"\')'])],
  ])('has an alarm %s that a load balancer forwards to', (_what, alarm) => {
    const text = drafted({ forwards: [aForward(['orders-blue', 'orders-green'])], alarms: [alarm] });
    expect(services(text).orders?.alarms).toEqual(['a']);
  });

  it.each([
    ['of another target group', anAlarm('a', { LoadBalancer: 'app/shared/1', TargetGroup: 'targetgroup/web/9' })],
    ['of another load balancer', anAlarm('a', { LoadBalancer: 'app/other/1' })],
    ['of metric math on another group', anAlarm('a', {}, ['SEARCH(\'app/shared/1 TargetGroup="targetgroup/web/9"\')'])],
  ])('has no alarm %s', (_what, alarm) => {
    const text = drafted({ forwards: [aForward(['orders-blue', 'orders-green'])], alarms: [alarm] });
    expect(services(text).orders?.alarms).toEqual(['name-of-an-alarm']);
  });

  it('makes a service of what a load balancer forwards, named after the words that its target groups share', () => {
    const text = drafted({
      forwards: [
        aForward(['orders-blue', 'orders-green'], '1'),
        aForward(['blue', 'green'], '2'),
        aForward(['orders', 'orders-next'], '3'),
      ],
    });
    expect(Object.entries(services(text)).map(([name, { targets }]) => [name, targets])).toEqual([
      [
        'orders',
        [{ kind: 'alb', rule: `${AT}:listener-rule/app/shared/1/2/1`, groups: ['orders-blue', 'orders-green'] }],
      ],
      ['shared', [{ kind: 'alb', rule: `${AT}:listener-rule/app/shared/1/2/2`, groups: ['blue', 'green'] }]],
      ['orders-2', [{ kind: 'alb', rule: `${AT}:listener-rule/app/shared/1/2/3`, groups: ['orders', 'orders-next'] }]],
    ]);
  });

  it('leaves a place for the second target group where there is one, and says what to do', () => {
    const text = drafted({ forwards: [aForward(['orders-blue'])] });
    expect(services(text)['orders-blue']?.targets).toMatchObject([
      { groups: ['orders-blue', 'name-of-a-second-group'] },
    ]);
    expect(text).toContain(
      '# CHANGE: only orders-blue is in the action: put a second target group into it with a weight of 0, and name it here\n',
    );
    expect(drafted({ forwards: [aForward(['orders-blue', 'orders-green'])] })).not.toContain('second target group');
  });

  it('has the log alarms on the log group of the function, and composite alarms above any that it has, at any depth', () => {
    const alarms = [
      aComposite('top', ['middle']),
      aComposite('middle', ['in logs', 'elsewhere']),
      anAlarm('in logs', {}, ['stats count()', '/aws/lambda/checkout-api']),
      anAlarm('other logs', {}, ['stats count()', '/aws/lambda/checkout-api-2']),
      aComposite('of others', ['other logs', 'elsewhere']),
      aComposite('of itself', ['of itself']),
    ];
    const text = drafted({ functions: [{ name: 'checkout-api', aliases: live }], alarms });
    expect(services(text)['checkout-api']?.alarms).toEqual(['top', 'middle', 'in logs']);
  });

  it('keeps what does not fit into a service, and what would begin a line of its own, in comments', () => {
    const names = Array.from({ length: 30 }, (_, index) => `${index} ${'x'.repeat(240)}`);
    const alarms = [...names, 'arn:a\u2028b\r\u001b[31m'].map((name) =>
      anAlarm(name, { FunctionName: 'checkout-api' }),
    );
    const text = drafted({ functions: [{ name: 'checkout-api', aliases: live }], alarms });
    expect(parseConfig(text)).toMatchObject({ ok: true });
    const kept = services(text)['checkout-api']?.alarms as readonly string[];
    expect(kept.length).toBeGreaterThan(3);
    expect(kept.length).toBeLessThan(30);
    expect(text).toContain(`# - ${names[29]}\n`);
    expect(text).toContain('# - arn:a b  [31m\n');
  });

  it('says in comments what was left out, why, and what could not be looked at', () => {
    const text = drafted(
      {
        functions: [
          { name: 'a', aliases: live },
          { name: 'b', aliases: [] },
          { name: 'c', aliases: [{ name: 'live', version: '$LATEST' }] },
        ],
        records: [aPair({ identifiers: ['one'] })],
        forwards: [aForward(['x', 'y', 'z'])],
      },
      ['route53:ListHostedZones'],
    );
    expect(text).toContain('# - route53:ListHostedZones\n');
    expect(text).toContain('# - b has no alias: publish a version, and give callers an alias of it\n');
    expect(text).toContain('# - c:live points to $LATEST: let it point to a published version\n');
    expect(text).toContain('# - app.example.com A in Z0123456789 has 1 weighted records: Serin shifts between two\n');
    expect(text).toContain(
      `# - ${AT}:listener-rule/app/shared/1/2/4 forwards to 3 target groups: Serin shifts between two\n`,
    );
    expect(isMap(parseDocument(text).contents)).toBe(true);
  });
});

describe('serin init', () => {
  const account: Account = { functions: [{ name: 'checkout-api', aliases: live }], records: [], alarms: [] };

  function surveyOf({
    functions,
    records,
    forwards = [],
    alarms,
  }: Account): Survey & { readonly prefixes: readonly string[][] } {
    const prefixes: string[][] = [];
    const found = <T>(all: readonly T[]): Looked<T> => ({ found: all, leftOut: [] });
    return {
      prefixes,
      async functions(asked, seen) {
        prefixes.push([...asked]);
        seen(functions.length);
        return found(functions);
      },
      records: async () => found(records),
      forwards: async () => found(forwards),
      alarms: async () => found(alarms),
    };
  }

  async function serin(options: Partial<InitOptions>, has = account, files: Record<string, string> = {}) {
    const terminal = fakeTerminal({ files });
    const code = await init({ output: '-', function: [], ...options }, terminal, async () => surveyOf(has));
    return { code, ...terminal, out: terminal.printed.join('\n'), err: terminal.complained.join('\n') };
  }

  it('prints the draft, and its progress where it is not in the way', async () => {
    const { code, out, err } = await serin({});
    expect(code).toBe(0);
    expect(parseConfig(out)).toMatchObject({ ok: true, services: [{ name: 'checkout-api' }] });
    expect(err).toContain('  functions: 1');
  });

  it('writes a file', async () => {
    const { code, created, out } = await serin({ output: 'serin.yml' });
    expect(code).toBe(0);
    expect(parseConfig(created['serin.yml'] ?? '')).toMatchObject({ ok: true });
    expect(out).toContain('serin.yml: 1 service.');
  });

  it('writes over nothing, and looks at nothing then', async () => {
    const terminal = fakeTerminal({ files: { 'serin.yml': 'mine' } });
    const opened = () => Promise.reject(new Error('opened'));
    expect(await init({ output: 'serin.yml', function: [] }, terminal, opened)).toBe(1);
    expect(terminal.complained.join()).toContain('serin.yml is there already');
  });

  it('writes over nothing that came while it looked', async () => {
    const files: Record<string, string> = {};
    const terminal = fakeTerminal({ files });
    const survey = surveyOf(account);
    const late: Survey = {
      ...survey,
      alarms: (seen) => {
        files['serin.yml'] = 'mine';
        return survey.alarms(seen);
      },
    };
    expect(await init({ output: 'serin.yml', function: [] }, terminal, async () => late)).toBe(1);
    expect(terminal.complained.join()).toContain('serin.yml is there already');
    expect(terminal.created).toEqual({});
  });

  it('ends with 1 and says why when there is nothing to split', async () => {
    const { code, err, created } = await serin(
      { output: 'serin.yml' },
      { ...account, functions: [{ name: 'a', aliases: [] }] },
    );
    expect({ code, created }).toEqual({ code: 1, created: {} });
    expect(err).toContain('a has no alias');
  });

  it('takes several prefixes', async () => {
    const survey = surveyOf(account);
    const open = { ...noAccount, survey: async () => survey };
    await run(['init', '--function', 'checkout-', 'calls-'], fakeTerminal({}), open, 'serin');
    expect(survey.prefixes).toEqual([['checkout-', 'calls-']]);
  });
});
