import type { EngineParts } from '../../src/compose/functions.ts';

/** For functions that nobody calls directly. */
export const nobodyDirect: EngineParts['direct'] = {
  installation: 'serin',
  account: '123456789012',
  callers: { whoSigned: () => Promise.reject(new Error('Nobody calls directly here.')) },
  now: () => 0,
};
