import * as z from 'zod';
import { fileSchema } from './file.ts';

/** Returns the JSON Schema (draft 2020-12) of `serin.yml` for editors, as text. Only `serin lint` checks rules between fields. */
export function jsonSchemaText(): string {
  const schema = z.toJSONSchema(fileSchema, { target: 'draft-2020-12', io: 'input' });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
