import type { SignalBus } from '../../../ports/health/signal-intake.ts';
import { type PutEntries, putEvent } from './put-event.ts';

/** Health signals as events on Serin's bus, as any other sender puts them there. `put` throws BusRefused. */
export function createSignalBus(bus: { readonly put: PutEntries; readonly busName: string }): SignalBus {
  return { put: (signal) => putEvent({ ...bus, source: 'serin.signal' }, 'Health Signal', JSON.stringify(signal)) };
}
