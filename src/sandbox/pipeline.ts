import { PutObjectCommand } from '@aws-sdk/client-s3';
import { frontendConfig } from '../components/frontend-config.ts';
import type { BuildRequest } from '../rollout/effect.ts';
import type { Service } from '../rollout/service.ts';
import type { Account } from './account.ts';
import type { VirtualClock } from './clock.ts';
import type { BusEvent } from './cloud/eventbridge.ts';

/** How long a build takes, in virtual milliseconds. */
const BUILD_MS = 90_000;

/** A pipeline as a team would have one: it takes Serin's requests for builds and puts a build of that version into the bucket. */
export function createPipeline(services: readonly Service[], clock: VirtualClock, account: () => Account) {
  return (event: BusEvent): void => {
    const build = event.detail as BuildRequest;
    const config = services
      .find(({ name }) => name === build.service)
      ?.components.find(({ kind }) => kind === 'frontend');
    if (config === undefined) return;
    const { buckets, versionFile = 'version.json' } = frontendConfig.parse(config);
    const at = clock.now() + BUILD_MS;
    const file = { version: build.version, builtAt: new Date(at).toISOString() };
    clock.at(at, async () => {
      const s3 = await account().clients.s3();
      await s3.send(
        new PutObjectCommand({ Bucket: buckets[build.side], Key: versionFile, Body: JSON.stringify(file) }),
      );
    });
  };
}
