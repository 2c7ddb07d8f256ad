/**
 * The maximum length of each part of a command, in characters where nothing else is said; typed text is shortened or refused, events on the bus are
 * refused.
 */
export const commandLimits = {
  service: 40,
  label: 100,
  explicitKey: 255,
  explicitValue: 128,
  explicit: 20,
  text: 300,
  /** Of a message that somebody starts from. */
  message: 1000,
  /** Of a start; the card has room for so much. */
  note: 200,
  change: 250,
  /** Of the name of a plan; a longer text cannot be one. */
  planName: 40,
  /** The moment of a scheduled start; the longest name of a time zone has 32. */
  startAt: 60,
  /** Drawing more users takes longer than a person waits. */
  trialUsers: 200_000,
  trialSeed: 2 ** 31 - 1,
  id: 64,
  name: 80,
  key: 255,
  responseUrl: 1000,
  installation: 64,
  /** Of a freeze, in milliseconds: a minute, and 30 days; a longer one belongs into serin.yml. */
  shortestFreeze: 60_000,
  longestFreeze: 30 * 24 * 60 * 60_000,
  authorization: 600,
  sessionToken: 8192,
} as const;

/** Matches the name of a service. */
export const servicePattern = /^[a-z][a-z0-9-]{0,39}$/;
