import { signalName } from '../../domain/alarm/health-signal.ts';
import { type Complaint, nestComplaints } from '../read/complaint.ts';
import { durationMs, durationPattern } from '../read/durations.ts';
import { limits } from '../read/limits.ts';
import { valueAt } from '../read/schema-walk.ts';

/** Returns a complaint for a service that nothing watches. */
function watchRules(service: unknown): readonly Complaint[] {
  const isWatched = valueAt(service, ['alarms']) !== undefined || valueAt(service, ['signals']) !== undefined;
  if (isWatched || typeof service !== 'object' || service === null || Array.isArray(service)) return [];
  const remedy =
    'Write for example `alarms: [ checkout-5xx ]`, the CloudWatch alarms that watch the service, or `signals` of another system.';
  return [{ path: ['alarms'], message: 'alarms is missing.', remedy }];
}

/** Returns a complaint for an alarm that is named like a health signal: it would be taken for one. */
function alarmRules(service: unknown): readonly Complaint[] {
  const alarms = valueAt(service, ['alarms']);
  if (!Array.isArray(alarms)) return [];
  return alarms.flatMap((alarm, index): readonly Complaint[] => {
    const name = typeof alarm === 'string' ? signalName(alarm) : null;
    if (name === null) return [];
    const remedy = `Write it under signals: { name: ${name}, expires: 5m }.`;
    return [{ path: ['alarms', index], message: `${alarm} is no alarm of CloudWatch.`, remedy }];
  });
}

function timeRules(expires: unknown): readonly Complaint[] {
  if (typeof expires !== 'string' || !durationPattern.test(expires)) return [];
  const ms = durationMs(expires);
  if (ms >= limits.shortestWait && ms <= limits.longestSignal) return [];
  return [{ path: ['expires'], message: `A signal cannot expire after ${expires}.`, remedy: 'Write 1m to 7d.' }];
}

/** Returns complaints about the generations of tokens: one that is there twice, and any where nothing is signalled. */
function tokenRules(service: unknown): readonly Complaint[] {
  const tokens = valueAt(service, ['signalTokens']);
  if (!Array.isArray(tokens)) return [];
  const twice = tokens.flatMap((token, index): readonly Complaint[] =>
    tokens.indexOf(token) === index
      ? []
      : [{ path: ['signalTokens', index], message: `${token} is there twice.`, remedy: 'Remove one of the two.' }],
  );
  const remedy = 'Write the signals that its tokens are for, or remove signalTokens.';
  const isIdle = valueAt(service, ['signals']) === undefined;
  return [...twice, ...(isIdle ? [{ path: ['signalTokens'], message: 'There are no signals.', remedy }] : [])];
}

/** Returns complaints about the health signals of a service: a name that is there twice, a time out of bounds; and about its alarms. */
export function signalRules(service: unknown): readonly Complaint[] {
  const signals = valueAt(service, ['signals']);
  const rules = [...watchRules(service), ...alarmRules(service), ...tokenRules(service)];
  if (!Array.isArray(signals)) return rules;
  const names = signals.map((signal) => valueAt(signal, ['name']));
  const each = signals.flatMap((signal, index) => {
    const [name] = names.slice(index);
    const isTwice = typeof name === 'string' && names.indexOf(name) < index;
    const twice = { path: ['name'], message: `${name} is there twice.`, remedy: 'Remove one of the two.' };
    return nestComplaints(
      ['signals', index],
      [...(isTwice ? [twice] : []), ...timeRules(valueAt(signal, ['expires']))],
    );
  });
  return [...rules, ...each];
}
