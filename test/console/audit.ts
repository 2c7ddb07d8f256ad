import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What axe finds wrong by WCAG and by its own good practices, the rule and where; and how many rules had something to look at. */
async function audited(page: Page): Promise<{ readonly problems: readonly string[]; readonly looked: number }> {
  await page.evaluate(axe.source);
  const { violations, passes } = (await page.evaluate('axe.run()')) as AxeResults;
  const problems = violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  return { problems, looked: passes.length };
}

/** Fails when the audit of a page finds something wrong, or had nothing to look at. */
export async function expectAccessible(page: Page): Promise<void> {
  const { problems, looked } = await audited(page);
  expect(problems).toEqual([]);
  expect(looked).toBeGreaterThan(10);
}
