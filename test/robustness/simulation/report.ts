import type { Failure, Simulated } from './simulate.ts';

/** Kinds of what is met, as headings, by the word with which they begin. */
const HEADINGS: readonly (readonly [heading: string, prefix: string])[] = [
  ['faults', 'fault '],
  ['outages', 'outage '],
  ['hooks', 'hook '],
  ['health signals', 'signal '],
  ['said', 'said '],
  ['statuses', 'status '],
  ['holds', 'holds '],
  ['verdicts', 'verdict '],
  ['transitions', 'transition '],
  ['decisions', 'decision '],
  ['answers to people', 'reply '],
  ['answers to pipelines', 'answer to a caller: '],
  ['syncs', 'sync '],
  ['starts', 'began '],
];

/** What was met, a line for each kind. */
export function coverage(met: Simulated['met']): readonly string[] {
  return HEADINGS.flatMap(([heading, prefix]) => {
    const found = [...met].filter(([what]) => what.startsWith(prefix)).sort(([, one], [, other]) => other - one);
    if (found.length === 0) return [];
    return [
      `${heading} (${found.length}): ${found.map(([what, n]) => `${what.slice(prefix.length)} ${n}`).join(', ')}`,
    ];
  });
}

/** A failure as a story: what broke, in which world, and what had happened until then. */
export function told({ seed, breach, script, story }: Failure): readonly string[] {
  const { targets, plan, onAlarm, selfApproval, rollbackWindow, arms } = script.setup;
  const faults = typeof script.faults === 'number' ? [] : [...script.faults];
  return [
    `seed ${seed}: ${breach.invariant}`,
    `  ${breach.detail}`,
    `  targets: ${targets}; plan: ${plan}; onAlarm: ${onAlarm}; selfApproval: ${selfApproval}; rollbackWindow: ${rollbackWindow} min`,
    ...(arms === undefined ? [] : [`  arms: ${JSON.stringify(arms)}`]),
    `  clocks and delays: ${script.uneven ? 'uneven' : 'even'}; faults: ${faults.map(([where, fault]) => `${where} ${fault}`).join(', ') || 'none'}`,
    '',
    ...story.map((line) => `  ${line}`),
    '',
    `npm run simulate:faults -- --seed ${seed} repeats it`,
  ];
}
