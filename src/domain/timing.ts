/** The longest run of a function that may write to a target, in milliseconds. The template gives the functions this timeout. */
export const FUNCTION_TIMEOUT_MS = 60_000;

/** The SDK's request timeout, in milliseconds: the life of a request that left just before the function was killed. */
const REQUEST_TIMEOUT_MS = 5_000;

/** Slack's signed times have whole seconds: a command of the second in which something began counts as later, in milliseconds. */
export const SLACK_RESOLUTION_MS = 1_000;

/** The largest difference between the clocks of two workers, in milliseconds. */
export const CLOCK_SKEW_MS = 25_000;

/**
 * The time after which no worker that decided earlier can still write, in milliseconds: its function has ended, its last request
 * has arrived or failed (retries of the SDK happen inside the function), and clocks have been allowed to differ.
 */
export const WRITER_LIFETIME_MS = FUNCTION_TIMEOUT_MS + REQUEST_TIMEOUT_MS + CLOCK_SKEW_MS;

/**
 * The interval between two evaluations of a running rollout, in milliseconds; also the longest delay of its timer after a crash.
 */
export const EVALUATION_INTERVAL_MS = 60_000;

/**
 * The maximum age of a command that raises exposure (start, approve, promote, resume, skip), in milliseconds. Serin refuses older
 * ones.
 */
export const EXPOSURE_COMMAND_TTL_MS = 5 * 60_000;

/**
 * The longest delivery of an event, in milliseconds: Lambda's maximumEventAge in the template. A later event was replayed from a
 * dead-letter queue.
 */
export const DELIVERY_MS = 6 * 60 * 60_000;

/** The longest wait of a due step for alarm states that cannot be read; then the rollout holds and asks. */
export const UNREADABLE_GRACE_MS = 5 * 60_000;

/**
 * The time for which a reading of a target counts as known, in milliseconds. Each evaluation reads the targets; of three reads in a
 * row one may be late and one may fail. An older share is unknown.
 */
export const KNOWN_FOR_MS = 3 * EVALUATION_INTERVAL_MS;

/**
 * The shortest wait before the second read of a target with a permanent error, in milliseconds; only then people are asked. The
 * next evaluation reads it, which a timer starts within its minute.
 */
export const SECOND_LOOK_MS = 45_000;

/** The time after the end of the rollback window in which people can still answer for a change that Serin found then. */
export const ANSWER_AFTER_WINDOW_MS = 24 * 60 * 60_000;

/**
 * The time for which reads of a target may fail with transient errors, such as throttling, before people are asked, in
 * milliseconds. AWS advises to retry for minutes, and a plan that waits does no harm; a share that nobody can read for longer does.
 */
export const UNREAD_GRACE_MS = 5 * EVALUATION_INTERVAL_MS;

/** The interval at which people are told again that a target is unreachable in a rollback, in milliseconds. */
export const TELL_AGAIN_MS = 60 * 60_000;

/** The longest time before the end of a wait at which people are reminded of it by default, in milliseconds; a quarter of a shorter wait. */
export const REMIND_MS = 30 * EVALUATION_INTERVAL_MS;

/** The longest time the control center may be unwritable before a rollout holds, and before people are told after the end. */
export const CENTER_GRACE_MS = 3 * EVALUATION_INTERVAL_MS;

/** The longest time a target may take to return or to be restored, without an error, before people are told. */
export const BEHIND_GRACE_MS = 5 * EVALUATION_INTERVAL_MS;

/**
 * The number of times a target may get traffic on the canary again after its return; then somebody else moves it, and people are
 * told.
 */
export const UNDONE_TIMES = 3;

/** The number of evaluations that retry a target with a permanent error in a rollback. */
export const STUCK_TRIES = 30;

/** The timeout for an update of a component in place, in milliseconds, throttling and outages included. */
export const UPDATE_LIMIT_MS = 15 * 60_000;

/** The timeout for a requested build, in milliseconds. */
export const BUILD_LIMIT_MS = 60 * 60_000;

/** The largest difference between two times of the same state change, from an event and from a read, in milliseconds. */
export const SAME_CHANGE_MS = 1_000;
