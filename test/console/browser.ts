import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium, PLACES } from './chromium.ts';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with a profile of its own. */
export interface Browser {
  /** A page that remembers nothing of the others. Complaints of its console are added to `complaints`. */
  page(options: { readonly width: number; readonly height: number; readonly dark?: boolean }): Promise<Page>;
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Starts Chromium. @throws when there is none */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(`There is no Chromium at ${PLACES.join(' or ')}.`);
  const complaints: string[] = [];
  const profiles: { readonly folder: string; readonly context: BrowserContext }[] = [];
  return {
    complaints,
    page: async ({ width, height, dark = false }) => {
      const folder = await mkdtemp(join(tmpdir(), 'serin-console-'));
      const context = await chromium.launchPersistentContext(folder, {
        executablePath,
        args: FLAGS,
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        timezoneId: 'UTC',
      });
      profiles.push({ folder, context });
      const page = context.pages()[0] ?? (await context.newPage());
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      return page;
    },
    close: async () => {
      for (const { folder, context } of profiles) {
        await context.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
