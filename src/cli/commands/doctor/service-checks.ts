import { comparedComponents, isCompared } from '../../../config/rules/target.ts';
import { cloudWatchAlarms } from '../../../domain/alarm/health-signal.ts';
import { alarmPlace } from '../../../domain/alarm/region.ts';
import type { ComponentConfig } from '../../../domain/environment/component.ts';
import { joinWithAnd } from '../../../domain/wording.ts';
import { answerHint, changesSince, changeWords, watchedEnd } from '../../../rollout/rollback/after-end.ts';
import { planApply } from '../apply/plan.ts';
import { type Check, checkResult, pluralize, storedServices } from './check.ts';
import { environments, readRoles } from './environment-checks.ts';

const APPLY = 'Bring the services to the account: serin apply serin.yml';

/**
 * The findings to ignore. A start needs a version, and with environments a different one in each; this check names no version,
 * so the inspection reports it as missing.
 */
const EXPECTED = new Set(['version-missing', 'sides-equal']);

const services: Check = {
  name: 'services',
  async run(deps) {
    const names = (await storedServices(deps)).map(({ name }) => name);
    return checkResult(names.sort().join(', '), names.length > 0, 'No service is configured.', APPLY);
  },
};

/** Checks that the alarms and the targets are registered as the configuration says. */
const registered: Check = {
  name: 'registered',
  async run(deps) {
    const { apply } = deps;
    const [all, claims] = await Promise.all([storedServices(deps), apply.registry.claims()]);
    const alarms = [...new Set(all.flatMap((service) => cloudWatchAlarms(service.alarms)))];
    const alarmArns = await apply.alarms.arnsOf(alarms);
    const texts = await apply.parameters.all();
    const { changes, obstacles } = planApply(
      { services: all, remove: [] },
      {
        ...{ texts, claims, alarmArns, centers: new Map() },
        records: [],
      },
    );
    const behind = changes.filter(({ what }) => what !== 'unchanged').map(({ service }) => service);
    return {
      said: pluralize(alarms.length, 'alarm'),
      problems: [
        ...obstacles.map((problem) => ({ problem, remedy: `Then: ${APPLY}` })),
        ...behind.map((name) => ({ problem: `The alarms or targets of ${name} are not registered.`, remedy: APPLY })),
      ],
    };
  },
};

/** Checks that an alarm in us-east-1 reaches Serin at once, where a service names an alarm there. */
const forwarding: Check = {
  name: 'us-east-1',
  async run(deps) {
    const called = (await storedServices(deps)).flatMap(({ alarms }) => alarms);
    const there = called.filter((one) => alarmPlace(one).region !== 'home');
    const [arn] = (await deps.apply.alarms.arnsOf(there)).values();
    // A missing alarm is a problem of the check before.
    if (arn === undefined) return { said: 'no alarm there watches a service', problems: [] };
    return checkResult(
      `a rule there passes on what its ${pluralize(there.length, 'alarm')} of services do`,
      await deps.stack.isForwarded(arn),
      "No rule in us-east-1 passes the state changes of alarms on to Serin's region: they are only seen once a minute.",
      'Deploy the second stack, stack/us-east-1.yml (docs/start/install.md, "Alarms in us-east-1").',
    );
  },
};

/** Reads every target with the caller's credentials. */
const targets: Check = {
  name: 'targets',
  async run(deps) {
    const all = await storedServices(deps);
    const seen = await Promise.all(
      all.map(async (service) => {
        const roles = await readRoles(service, deps);
        return Promise.all(service.targets.map((target) => deps.inspect(target, roles)));
      }),
    );
    const findings = seen.flat(2).filter(({ code }) => !EXPECTED.has(code));
    return {
      said: pluralize(seen.flat().length, 'target'),
      notes: findings.filter(({ severity }) => severity === 'warns').map(({ message }) => message),
      problems: findings
        .filter(({ severity }) => severity === 'blocks')
        .map(({ message, remedy }) => ({ problem: message, remedy })),
    };
  },
};

/** Says what to add where no metrics tell the versions of a service apart. */
function addMetricsText(components: readonly ComponentConfig[]): string {
  const isNameless = components.some(({ kind, name }) => kind === 'api-stage' && name === undefined);
  const own = 'Add `analysis: { metrics: … }`';
  return isNameless ? `${own}, or the \`name\` of the API to its api-stage` : own;
}

/** Checks that the targets are as the last completed rollout left them, while it still knows that. */
const afterEnd: Check = {
  name: 'after the end',
  async run(deps) {
    const services = await storedServices(deps);
    const records = await Promise.all(services.map(({ name }) => deps.apply.records.load(name)));
    const ended = records.flatMap((record) => {
      const rollout = record?.rollout ?? null;
      return rollout === null || watchedEnd(rollout, deps.now()) === null ? [] : [rollout];
    });
    const problems = await Promise.all(
      ended.map(async (rollout) => {
        const targets = await Promise.all(rollout.targets.map((target) => deps.read(target)));
        const changes = changesSince(rollout, { targets, components: [], owners: {} });
        if (changes.length === 0) return [];
        return [{ problem: `${changeWords(changes)}.`, remedy: answerHint(rollout, changes) }];
      }),
    );
    return { said: `${pluralize(ended.length, 'completed rollout')} as it was left`, problems: problems.flat() };
  },
};

/** Says which services are compared by version, and what the others lack. */
const comparison: Check = {
  name: 'comparison',
  async run(deps) {
    const all = await storedServices(deps);
    const blind = all.filter((service) => !isCompared(service));
    const off = all.filter((service) => !blind.includes(service) && service.analysis?.acts === false);
    return {
      said: `${all.length - blind.length} of ${pluralize(all.length, 'service')} with metrics by version`,
      notes: [
        ...blind.map(
          ({ name, components }) =>
            `No metrics tell the versions of ${name} apart, so only its alarms stop a fault. ${addMetricsText(components)} (docs/guides/analysis.md).`,
        ),
        ...all.flatMap((service) => {
          const by = comparedComponents(service);
          const where = 'in both environments, as far as users reach them there';
          return by.length === 0 ? [] : [`${service.name} is compared by ${joinWithAnd(by)} ${where}.`];
        }),
        ...all.flatMap(({ name, analysis }) => {
          const own = (analysis?.custom ?? []).map((metric) => `${metric.name} (${metric.role})`);
          return own.length === 0 ? [] : [`Beside errors and latency, ${name} compares ${joinWithAnd(own)}.`];
        }),
        ...off.map(({ name }) => `The verdicts on ${name} do nothing: its analysis is off.`),
      ],
      problems: [],
    };
  },
};

/** The checks of the services. */
export const serviceChecks: readonly Check[] = [
  services,
  registered,
  forwarding,
  environments,
  targets,
  afterEnd,
  comparison,
];
