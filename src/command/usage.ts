import type { Ranks } from './interpret-word.ts';

/** The usage and the effect of each command, in the order of help. */
export const usage = {
  start: {
    takes:
      'start <service> <version> [function=version …] [note="…"] [change=https://…] [at="tomorrow 09:00"] [plan=<name>] [yes] [queue] [force] [fix] [adopt] [hotfix because <reason>]',
    does: 'Shows what a start would do, with a button that starts it; without a service it opens a form, as `/canary` alone does; `yes` starts at once; `queue` waits behind a rollout that runs; `at` schedules it; `plan` goes by another plan of serin.yml. `note` and `change` are shown with the rollout. `force` starts although an alarm fires or is not evaluated; `fix` does too, and only the comparison with the old version judges it; `adopt` takes over a split that is already there; `hotfix` goes in front of all that wait, and the channel is told why.',
  },
  status: { takes: 'status [service]', does: 'Shows the status of a rollout; without a service, lists all.' },
  list: { takes: 'list', does: 'Lists the services and what runs.' },
  history: {
    takes: 'history <service> [by=alice] [outcome=completed|rolled-back] [version=v54] [page=2]',
    does: 'Lists the finished rollouts of a service, the newest first, ten at a time.',
  },
  approve: { takes: 'approve <service>', does: 'Approves the step that waits for approval.' },
  withdraw: {
    takes: 'withdraw <service>',
    does: 'Takes back your approval while it still waits for others. Once it is complete, roll back instead.',
  },
  reject: {
    takes: 'reject <service> [reason …]',
    does: 'Rejects the step that waits for approval: the rollout rolls back.',
  },
  pause: { takes: 'pause <service>', does: 'Stops before the next step. Alarms are still watched.' },
  resume: {
    takes: 'resume <service> [done <what was done>]',
    does: 'Continues after a pause or a hold; a hook that failed or did not answer is called again. With `done` it is not called again: its work is done.',
  },
  'put-back': {
    takes: 'put-back <service>',
    does: 'Sets the share again that somebody else changed, and resumes. After the end it gives users the version again that the rollout left.',
  },
  accept: { takes: 'accept <service>', does: 'Leaves what somebody changed after the end of a rollout.' },
  promote: { takes: 'promote <service>', does: 'Goes straight to 100% and completes.' },
  rollback: {
    takes: 'rollback <service> [reason …]',
    does: 'Sends all traffic back to the old version. After a point of no return the reason begins with `anyway`.',
  },
  skip: {
    takes: 'skip <service>',
    does: 'Ends the running bake or wait, nothing else. Before a raise, only who may promote can skip.',
  },
  freeze: {
    takes: 'freeze <service>|all <duration> [reason …]',
    does: 'Keeps a service, or all of them, from raising exposure for a time: nothing starts, and plans wait. Rollbacks work as always.',
  },
  unfreeze: {
    takes: 'unfreeze <service>|all [reason …]',
    does: 'Lifts your own freeze. Who may promote a service lifts every freeze of it; `all` is for who froze all.',
  },
  lock: {
    takes: 'lock <service> [reason …]',
    does: 'Keeps everybody else from starting a service until you unlock it. Rollbacks work as always.',
  },
  unlock: {
    takes: 'unlock <service> [reason …]',
    does: 'Unlocks what you have locked; who may promote a service unlocks it for others too.',
  },
  where: {
    takes: 'where <service>',
    does: 'Says whether you can start a service now, and everything that is in the way: a rollout, a lock, a freeze, alarms.',
  },
  queue: {
    takes: 'queue <service> [leave <version> | resume]',
    does: 'Shows the starts that wait behind the rollout of a service; `leave` takes one out, `resume` lets a queue that has stopped go on.',
  },
  sync: {
    takes: 'sync <service>',
    does: 'Shows the components that are out of date in the environment of the next release, and offers to sync them.',
  },
  env: {
    takes: 'env <service>',
    does: 'Shows which environment is live and which has the next release, and whether deployments are open.',
  },
  simulate: {
    takes: 'simulate <service> [plan=<plan>] [traffic=50/s] [users=20000] [errors=1%] [canary-errors=2%] [seed=1]',
    does: 'Tries a plan before it runs: how surely and how soon a fault is caught, and whom it hurts. Moves nothing. Without `traffic` and `errors` it takes those of the last three hours.',
  },
  help: { takes: 'help [command]', does: 'Explains the commands, or one of them.' },
} as const;

/** The first word of a command. */
export type Verb = keyof typeof usage;

/** The exposure that each command leaves users in; see `Ranks`. */
export const exposure = {
  start: 2,
  status: 1,
  list: 1,
  history: 1,
  approve: 2,
  withdraw: 1,
  reject: 0,
  pause: 1,
  resume: 2,
  'put-back': 2,
  accept: 1,
  promote: 2,
  rollback: 0,
  skip: 2,
  freeze: 1,
  unfreeze: 2,
  lock: 1,
  unlock: 2,
  where: 1,
  queue: 1,
  sync: 1,
  env: 1,
  simulate: 1,
  help: 1,
} as const satisfies Readonly<Record<Verb, Ranks[string]>>;

/** The first words of all commands, in the order of help. */
export const verbs = Object.keys(usage) as readonly Verb[];

/** Tells whether a word is the first word of a command. */
export function isVerb(word: string): word is Verb {
  return Object.hasOwn(usage, word);
}
