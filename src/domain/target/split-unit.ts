import * as z from 'zod/mini';
import type { Infer, Schema } from '../schema.ts';

const splitUnit = z.enum(['requests', 'resolvers', 'users', 'arm']);

/**
 * The unit that a target splits: requests, each anew; resolvers, whose answers many users share; users, each of whom keeps an arm.
 * `arm`: the target splits nothing and follows the arm that another target decided.
 */
export type SplitUnit = Infer<typeof splitUnit>;

export const splitUnitSchema: Schema<SplitUnit> = splitUnit;
