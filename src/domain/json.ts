import * as z from 'zod/mini';
import type { Schema } from './schema.ts';

/** Anything that survives a trip through JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export const jsonSchema: Schema<Json> = z.json();

/** The configuration of something that has kinds. The kind defines and validates the other fields. */
export interface KindConfig {
  readonly kind: string;
  readonly [key: string]: Json;
}

export const kindConfigSchema: Schema<KindConfig> = z.catchall(z.object({ kind: z.string() }), jsonSchema);
