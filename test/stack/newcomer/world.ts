import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  paginateListSchedules,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { release } from '../../../src/build/release/release.ts';
import { version } from '../../../src/cli/version.ts';
import { slackRequest, slashBody } from '../../adapters/slack/support/slack-request.ts';
import { aRecord } from '../../adapters/targets/route53/world.ts';
import { aMotoFunction } from '../../adapters/targets/support/a-moto-function.ts';
import { startMoto } from '../../support/moto.ts';
import { createQueues } from '../../support/moto-queues.ts';
import { startSlack } from '../../support/slack.ts';
import { boot } from '../boot.ts';
import type { Parameterised } from '../evaluate.ts';
import { filesIn } from '../packaged.ts';
import { startFront } from './front.ts';
import { toMotoTemplate } from './moto-lacks.ts';

const REGION = 'us-east-1';
const BUCKET = 'artifacts';
const PREFIX = 'serin/0.1.0/';
const SIGNING_SECRET = '0123456789abcdef0123456789abcdef';
const PRELOAD = fileURLToPath(new URL('preload.cjs', import.meta.url));

/** A machine with Node and the release, an account at moto with a shop in it, and a Slack. */
export type NewcomerWorld = Awaited<ReturnType<typeof newcomerWorld>>;

/** Makes a release, and starts moto and a Slack. */
export async function newcomerWorld() {
  const home = mkdtempSync(join(tmpdir(), 'serin-newcomer-'));
  const [releaseFolder, folder] = [join(home, 'release'), join(home, 'empty')];
  mkdirSync(folder);
  await release(releaseFolder);
  const [moto, slack] = await Promise.all([startMoto(), startSlack()]);
  const front = await startFront(moto.url, (name, event) => runFunction(name, event));
  const config = { region: REGION, endpoint: moto.url, credentials: { accessKeyId: 'any', secretAccessKey: 'any' } };
  const lambda = new LambdaClient(config);
  const scheduler = new SchedulerClient(config);
  const queues = createQueues(moto.url);
  let queue = '';
  let offset = 0;
  let credentials: Readonly<Record<string, string>> = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' };

  /** The environment of every process: the account, and the clock of the test. */
  const surroundings = () => ({
    PATH: process.env.PATH,
    HOME: home,
    ...{ AWS_REGION: REGION, AWS_ENDPOINT_URL: front.url, AWS_EC2_METADATA_DISABLED: 'true' },
    ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
    ...credentials,
    NODE_OPTIONS: `--require ${PRELOAD}`,
    SERIN_TEST_WORLD: JSON.stringify({
      offset,
      routes: [
        ['^slack\\.com$', new URL(slack.apiUrl).origin],
        ['^sts\\.', moto.url],
      ],
    }),
  });

  async function run(command: string, args: readonly string[], input = '') {
    const child = spawn(command, args, { cwd: folder, env: surroundings() });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      said.out += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      said.err += String(chunk);
    });
    child.stdin.end(input);
    const code = await new Promise<number | null>((done) => child.on('close', done));
    return { code, ...said };
  }

  /** Runs the function that was deployed: its zip, its handler, its environment. */
  async function runFunction(name: string, event: object): Promise<unknown> {
    const { Handler = '', Environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: name }),
    );
    const which = name.replace('serin-', '');
    const zip = readdirSync(releaseFolder).find((file) => file.startsWith(`${which}-`) && file.endsWith('.zip')) ?? '';
    const environment = { ...surroundings(), ...Environment?.Variables, PATH: process.env.PATH ?? '' };
    const files = filesIn(readFileSync(join(releaseFolder, zip)));
    const { out, err, code } = await boot({ files, handler: Handler, environment }, event);
    if (code !== 0) throw new Error(`${name} ended with ${code}: ${err}`);
    const line = out.split('\n').at(-1) ?? '';
    return line === 'undefined' ? null : JSON.parse(line);
  }

  /** A request of the query protocol, for services that have no client here. */
  async function query(service: string, Version: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const response = await fetch(moto.url, {
      method: 'POST',
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=any/20260105/${REGION}/${service}/aws4_request` },
      body: new URLSearchParams({ Version, ...fields }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${service} ${fields.Action}: ${text}`);
    return text;
  }

  async function dueTimers() {
    const found: { readonly name: string; readonly at: number; readonly input: string }[] = [];
    for await (const { Schedules = [] } of paginateListSchedules({ client: scheduler }, { GroupName: 'serin' })) {
      for (const { Name = '' } of Schedules) {
        const one = await scheduler.send(new GetScheduleCommand({ GroupName: 'serin', Name }));
        const at = Date.parse(`${/^at\((.*)\)$/.exec(one.ScheduleExpression ?? '')?.[1]}Z`);
        found.push({ name: Name, at, input: one.Target?.Input ?? '' });
      }
    }
    return found.sort((one, other) => one.at - other.at);
  }

  return {
    folder,
    lambda,
    slack,
    releaseFiles: () => readdirSync(releaseFolder),
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
    /** Installs the package with what npm has by itself, and no network. */
    install: () =>
      run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(releaseFolder, `serin-${version()}.tgz`)]),
    serin: (line: string, input = '') => run(join(folder, 'node_modules/.bin/serin'), line.split(' '), input),
    /** Makes a shop: two functions with three versions and an alias, two weighted records, an alarm. */
    async openShop(): Promise<void> {
      for (const name of ['checkout-api', 'checkout-events']) await aMotoFunction(moto, lambda, name);
      const route53 = new Route53Client(config);
      const { HostedZone } = await route53.send(
        new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'any' }),
      );
      const Changes = [aRecord('primary', 100), aRecord('canary', 0)].map((ResourceRecordSet) => ({
        ...{ Action: 'CREATE' as const, ResourceRecordSet },
      }));
      await route53.send(
        new ChangeResourceRecordSetsCommand({ HostedZoneId: HostedZone?.Id ?? '', ChangeBatch: { Changes } }),
      );
      const cloudwatch = new CloudWatchClient(config);
      await cloudwatch.send(
        new PutMetricAlarmCommand({
          ...{ AlarmName: 'checkout-5xx', Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum', Period: 60 },
          ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
          Dimensions: [{ Name: 'FunctionName', Value: 'checkout-api' }],
        }),
      );
      await cloudwatch.send(
        new SetAlarmStateCommand({ AlarmName: 'checkout-5xx', StateValue: 'OK', StateReason: 'quiet' }),
      );
    },
    /** Uploads the zips and makes the stack, as examples/deploy/cloudformation.sh does. Returns the types that were made. */
    async deploy(parameters: Readonly<Record<string, string>>): Promise<ReadonlySet<string>> {
      const s3 = new S3Client({ ...config, forcePathStyle: true });
      await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
      for (const file of readdirSync(releaseFolder).filter((name) => name.endsWith('.zip'))) {
        const Body = readFileSync(join(releaseFolder, file));
        await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: PREFIX + file, Body }));
      }
      const template: Parameterised = JSON.parse(readFileSync(join(releaseFolder, 'template.json'), 'utf8'));
      const given = Object.entries({ CodeBucket: BUCKET, CodePrefix: PREFIX, ...parameters }).flatMap(
        ([name, value], index) => [
          [`Parameters.member.${index + 1}.ParameterKey`, name],
          [`Parameters.member.${index + 1}.ParameterValue`, value],
        ],
      );
      const stack = { StackName: 'serin', 'Capabilities.member.1': 'CAPABILITY_IAM' };
      const TemplateBody = JSON.stringify(toMotoTemplate(template, 'serin'));
      await query('cloudformation', '2010-05-15', {
        ...{ Action: 'CreateStack', ...stack, TemplateBody },
        ...Object.fromEntries(given),
      });
      const made = await query('cloudformation', '2010-05-15', {
        Action: 'DescribeStackResources',
        StackName: 'serin',
      });
      await scheduler.send(new CreateScheduleGroupCommand({ Name: 'serin' }));
      queue = await queues.create('commands');
      await new EventBridgeClient(config).send(
        new PutTargetsCommand({
          ...{ EventBusName: 'serin', Rule: 'serin-commands' },
          Targets: [{ Id: 'worker', Arn: `arn:aws:sqs:${REGION}:123456789012:commands` }],
        }),
      );
      return new Set([...made.matchAll(/<ResourceType>(AWS::[\w:]+)<\/ResourceType>/g)].map(([, type = '']) => type));
    },
    /** The types of the released template. */
    types: () => {
      const { Resources }: Parameterised = JSON.parse(readFileSync(join(releaseFolder, 'template.json'), 'utf8'));
      return new Set(Object.values(Resources).map(({ Type }) => Type));
    },
    /** Takes the credentials of a role, as a pipeline has them. */
    async assume(role: string): Promise<string> {
      const RoleArn = `arn:aws:iam::123456789012:role/${role}`;
      const answer = await query('sts', '2011-06-15', { Action: 'AssumeRole', RoleArn, RoleSessionName: 'run-1' });
      const field = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(answer)?.[1] ?? '';
      credentials = {
        ...{ AWS_ACCESS_KEY_ID: field('AccessKeyId'), AWS_SECRET_ACCESS_KEY: field('SecretAccessKey') },
        AWS_SESSION_TOKEN: field('SessionToken'),
      };
      return RoleArn;
    },
    secrets: `signing-secret=${SIGNING_SECRET}\nbot-token=${slack.token}\n`,
    /** Types a command in Slack: the Slack function puts it on the bus, and the worker gets what the rule lets through. */
    async type(text: string, ids: { readonly team: string; readonly app: string }): Promise<void> {
      const { alice } = slack.users;
      const place = { channel_id: slack.channels.deploys, user_id: alice, user_name: 'alice' };
      const body = slashBody(text, { ...place, team_id: ids.team, api_app_id: ids.app });
      const answer = await runFunction(
        'serin-slack',
        slackRequest(body, { at: Date.now() + offset, secret: SIGNING_SECRET }),
      );
      if ((answer as { statusCode: number }).statusCode !== 200) throw new Error(JSON.stringify(answer));
      const events = await queues.take(queue);
      if (events.length !== 1) throw new Error(`The rule delivered ${events.length} events instead of one.`);
      for (const event of events) await runFunction('serin-worker', event as object);
    },
    /** Lets time pass, and calls the timer function with each schedule that is due. Returns how many were. */
    async pass(ms: number): Promise<number> {
      const until = Date.now() + offset + ms;
      let fired = 0;
      for (;;) {
        const [next] = await dueTimers();
        if (next === undefined || next.at > until) break;
        offset += Math.max(0, next.at - (Date.now() + offset));
        await scheduler.send(new DeleteScheduleCommand({ GroupName: 'serin', Name: next.name }));
        await runFunction('serin-timer', JSON.parse(next.input));
        fired += 1;
      }
      offset += Math.max(0, until - (Date.now() + offset));
      return fired;
    },
    async stop(): Promise<void> {
      await Promise.all([front.stop(), moto.stop(), slack.stop()]);
      rmSync(home, { recursive: true });
    },
  };
}
