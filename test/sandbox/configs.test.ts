import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/read/parse-config.ts';
import { joinConfigs } from '../../src/sandbox/configs.ts';
import { aFile } from '../config/a-file.ts';

const named = (name: string) => aFile().replace('checkout:', `${name}:`);

it('makes one text of several files, with the services in their order', () => {
  const parsed = parseConfig(
    joinConfigs([
      { name: 'one.yml', text: named('first') },
      { name: 'two.yml', text: named('second').replaceAll('checkout-', 'other-') },
    ]),
  );
  expect(parsed.ok && parsed.services.map(({ name }) => name)).toEqual(['first', 'second']);
});

it('leaves a single file as it is', () => {
  expect(joinConfigs([{ name: 'one.yml', text: aFile() }])).toBe(aFile());
});

it('names the service that is in two files, and the files', () => {
  const files = ['one.yml', 'two.yml'].map((name) => ({ name, text: aFile() }));
  expect(() => joinConfigs(files)).toThrow('checkout is in one.yml and in two.yml. Rename it in one of them');
});
