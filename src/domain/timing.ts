/** The longest run of a function that may write to a target, in milliseconds. The template gives the functions this time-out. */
export const FUNCTION_TIMEOUT_MS = 60_000;

/** One request that left just before the function was killed: the SDK's request time-out. */
const REQUEST_TIMEOUT_MS = 5_000;

/** The largest difference between the clocks of two workers, in milliseconds. */
export const CLOCK_SKEW_MS = 25_000;

/**
 * After this time no worker that decided earlier can still write: its function has ended, its last request has
 * arrived or failed (retries of the SDK happen inside the function), and clocks have been allowed to differ.
 */
export const WRITER_LIFETIME_MS = FUNCTION_TIMEOUT_MS + REQUEST_TIMEOUT_MS + CLOCK_SKEW_MS;

/** A running rollout is looked at this often; also the longest time until something wakes after a crash. */
export const EVALUATION_INTERVAL_MS = 60_000;

/** Commands that raise exposure (start, approve, promote, resume, skip) are refused when they are older than this. */
export const EXPOSURE_COMMAND_TTL_MS = 5 * 60_000;

/** The longest delivery of an event, in milliseconds: Lambda's maximumEventAge in the template. What comes later was replayed from the dead letters. */
export const DELIVERY_MS = 6 * 60 * 60_000;

/** The longest wait of a due step for alarm states that cannot be read; then the rollout holds and asks. */
export const UNREADABLE_GRACE_MS = 5 * 60_000;

/**
 * For this long what was read of a target counts as known: targets are read with every evaluation, and of three in a row one may
 * be late and one may fail. What is older is unknown.
 */
export const KNOWN_FOR_MS = 3 * EVALUATION_INTERVAL_MS;

/**
 * A target that answers with a permanent error is looked at a second time before people are asked, this much later at the
 * earliest: the next evaluation, which a timer brings within its minute.
 */
export const SECOND_LOOK_MS = 45_000;

/**
 * For this long reads of a target may fail with what can pass by itself, such as throttling, before people are asked. AWS advises to
 * try again for minutes, and a plan that waits does no harm; a share that nobody can see for longer does.
 */
export const UNREAD_GRACE_MS = 5 * EVALUATION_INTERVAL_MS;

/** The interval at which people are told again that a target cannot be brought back. */
export const TELL_AGAIN_MS = 60 * 60_000;

/** The longest time the control center may be unwritable before a rollout holds, and before people are told after the end. */
export const CENTER_GRACE_MS = 3 * EVALUATION_INTERVAL_MS;

/** The longest time a target may be neither back nor restored, without an error, before people are told. */
export const BEHIND_GRACE_MS = 5 * EVALUATION_INTERVAL_MS;

/** A target that gets traffic on the canary again this often after it was seen back has somebody who moves it: people are told. */
export const UNDONE_TIMES = 3;

/** The number of evaluations that retry a target that answers with a permanent error on the way back. */
export const STUCK_TRIES = 30;

/** How long a component may take to be brought up in place, throttling and outages included. */
export const UPDATE_LIMIT_MS = 15 * 60_000;

/** How long a build that was asked for is waited for. */
export const BUILD_LIMIT_MS = 60 * 60_000;

/** Two times of the same state change, from an event and from a read, may differ by this much. */
export const SAME_CHANGE_MS = 1_000;
