import { signalsEnv } from '../compose/env.ts';
import { withInvocationIds } from '../compose/invocation.ts';
import { wireSignals } from '../compose/signals.ts';

/** Health signals of other monitors, behind an HTTP API (payload format 2.0). */
export const handler = withInvocationIds(wireSignals(signalsEnv()));
