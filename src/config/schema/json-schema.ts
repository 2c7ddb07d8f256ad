import * as z from 'zod';
import { fileSchema } from './file.ts';

/** The JSON Schema (draft 2020-12) of `serin.yml` for editors, as text. Rules between fields are in `serin lint` only. */
export function jsonSchemaText(): string {
  const schema = z.toJSONSchema(fileSchema, { target: 'draft-2020-12', io: 'input' });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
