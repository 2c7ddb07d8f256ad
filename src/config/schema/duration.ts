import * as z from 'zod';
import { durationPattern } from '../read/durations.ts';

/** A duration as text. */
export const duration = z.string().regex(durationPattern, 'a duration looks like 10m, 1h30m or 90s');
