import { parse, type ScalarTag } from 'yaml';
import type { Template } from './template.ts';

/** A template of the examples. */
export type ExampleTemplate = Template & { readonly Parameters: Readonly<Record<string, unknown>> };

/** CloudFormation's short forms, as far as the templates have them. */
const TAGS: readonly ScalarTag[] = [
  { tag: '!Ref', resolve: (name) => ({ Ref: name }) },
  { tag: '!Sub', resolve: (text) => ({ 'Fn::Sub': text }) },
  { tag: '!GetAtt', resolve: (path) => ({ 'Fn::GetAtt': path.split('.') }) },
];

/** A template from its text. */
export function parseTemplate(text: string): ExampleTemplate {
  return parse(text, { customTags: [...TAGS] });
}
