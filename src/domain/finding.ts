import * as z from 'zod/mini';
import { type Infer, object, type Schema } from './schema.ts';

const finding = object({
  severity: z.enum(['blocks', 'warns']),
  /** Stable code, kebab-case. */
  code: z.string(),
  /** The target or alarm it is about, if any. */
  about: z.nullable(z.string()),
  message: z.string(),
  /** The remedy, as an instruction. */
  remedy: z.string(),
  /** True for what is likely to pass by itself: AWS did not answer a read. */
  passes: z.exactOptional(z.literal(true)),
});

/** A result of preflight: something that prevents the start, or something to know. */
export interface Finding extends Infer<typeof finding> {}

export const findingSchema: Schema<Finding> = finding;

const check = object({
  /** Stable code, kebab-case; that of the finding where there is one. */
  code: z.string(),
  /** The target, alarm, function or channel it is about, if any. */
  about: z.nullable(z.string()),
  /** False when it prevents the start. */
  ok: z.boolean(),
  text: z.string(),
  /** The remedy, as an instruction; empty when it is fine. */
  remedy: z.string(),
});

/** One entry of preflight's list: the result of one check. */
export interface Check extends Infer<typeof check> {}

export const checkSchema: Schema<Check> = check;
