import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Template } from './template.ts';

/** A template that no osls goes through: CloudFormation's short forms are read as the functions they stand for. */
export function readTemplate(file: string): Template {
  const short = ['Ref', 'Sub', 'GetAtt', 'Not', 'Equals'].flatMap((name) => [
    { tag: `!${name}`, resolve: (value: string) => long(name, value) },
    { tag: `!${name}`, collection: 'seq' as const },
  ]);
  return parse(readFileSync(file, 'utf8'), { customTags: short as never });
}

function long(name: string, value: string): object {
  if (name === 'Ref') return { Ref: value };
  return { [`Fn::${name}`]: name === 'GetAtt' ? value.split('.') : value };
}
