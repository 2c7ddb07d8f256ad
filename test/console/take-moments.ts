import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { aSandbox } from '../sandbox/a-sandbox.ts';
import { startBrowser } from './browser.ts';
import { MOMENTS_CONFIG, moments, openPhone } from './moments.ts';

const [folder = 'dist/moments'] = process.argv.slice(2);

async function main(): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  await mkdir(folder, { recursive: true });
  const sandbox = await aSandbox({ config: MOMENTS_CONFIG });
  const browser = await startBrowser();
  try {
    const phone = await openPhone(browser, sandbox);
    for (const [index, moment] of moments.entries()) {
      await moment.play(sandbox);
      await phone.show(moment);
      const path = join(folder, `${String(index + 1).padStart(2, '0')}-${moment.name}.png`);
      await phone.page.screenshot({ path });
      console.log(path);
    }
  } finally {
    await browser.close();
    await sandbox.close();
  }
}

await main();
