import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { ComponentConfig } from '../../domain/environment/component.ts';
import type { ControlCenter } from '../../domain/environment/control-center.ts';
import type { EnvironmentId } from '../../domain/environment/environment.ts';
import type { BuildRequest } from '../../domain/rollout/effect.ts';
import type { Service } from '../../domain/service.ts';
import { firstCenter } from '../../environments/control-center.ts';
import type { BusEvent } from '../cloud/eventbridge.ts';
import type { VirtualClock } from '../time/clock.ts';
import type { Account } from './account.ts';
import { buildFrontend } from './build.ts';

/** The duration of a build, in virtual milliseconds. */
const BUILD_MS = 90_000;

/** Creates a pipeline like a team's: it takes Serin's requests for builds and puts a build of that version into the bucket. */
export function createPipeline(services: readonly Service[], clock: VirtualClock, account: () => Account) {
  return (event: BusEvent): void => {
    const { service: name, side, version } = event.detail as BuildRequest;
    const service = services.find((each) => each.name === name);
    const config = service?.components.find(({ kind }) => kind === 'frontend');
    if (service === undefined || config === undefined) return;
    const at = clock.now() + BUILD_MS;
    clock.at(at, () => putBuild(account(), service, config, { side, version, at }));
  };
}

/** Builds a front end and puts it into the bucket of its environment. */
export async function putBuild(
  account: Pick<Account, 'clients' | 'controlCenters'>,
  service: Service,
  config: ComponentConfig,
  order: { readonly side: EnvironmentId; readonly version: string; readonly at: number },
): Promise<void> {
  const { bucket, files } = buildFrontend(service, config, { ...order, center: await readCenter(account, service) });
  const s3 = await account.clients.s3();
  for (const { key, text } of files) await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text }));
}

async function readCenter(
  { controlCenters }: Pick<Account, 'controlCenters'>,
  service: Service,
): Promise<ControlCenter> {
  const found = await controlCenters.read(service.name);
  return found.is === 'there' ? found.value : firstCenter(service.name, service.environments?.stable ?? 'a', 0);
}
