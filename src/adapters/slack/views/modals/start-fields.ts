/** The blocks of the form of a start. */
export const startBlocks = {
  service: 'service',
  /** Of a service: another one has another block, so that Slack does not keep the version that was chosen before. */
  version: (service: string) => `version ${service}`,
  plan: (service: string) => `plan ${service}`,
  note: 'note',
  change: 'change',
  startAt: 'start-at',
} as const;

/** The elements of the form of a start that draw it anew when something is chosen in them: their action_ids. */
export const startElements = {
  service: 'serin:start-service',
  version: 'serin:start-version',
  plan: 'serin:start-plan',
} as const;

/** The value of the option for the plan of the service itself. No name of a plan has a space. */
export const OWN_PLAN = 'own plan';

/** The other elements of the form: their action_ids. */
export const notesElements = { note: 'note', change: 'change', startAt: 'start-at' } as const;

/** Says that no service is chosen, under its field. */
export const serviceMissing = 'Choose a service.';

/** Says that the form does not show the service that is chosen yet, under its field. */
export function notShownYet(service: string): string {
  return `The versions of ${service} are not shown yet. Wait a moment, or choose it again.`;
}

/** Says that a version cannot be read, under its field. @param form what it may be made of */
export function versionNotRead(form: string): string {
  return `Name one version: ${form}.`;
}

/** Says that the link to a change cannot be read, under its field. @param form how it is written */
export function changeNotRead(form: string): string {
  return `Write ${form}, or leave it empty.`;
}

/** Says that the moment of a start cannot be read, under its field. */
export const timeNotRead =
  'Write a moment such as 09:00, tomorrow 09:00, Mon 09:00 or 2026-12-24 09:00 Europe/Berlin, or leave it empty.';

/** The shortcut "Start a canary of this" on a message: its callback_id in the manifest. */
export const START_SHORTCUT = 'serin:start-from-message';
