import { isLabel, LABEL_FORM } from '../../../../command/label.ts';
import { CHANGE_FORM, isChangeLink } from '../../../../command/start/change-link.ts';
import { toStartNotes } from '../../../../command/start/start-notes.ts';
import { parseStartTime } from '../../../../domain/queue/read-start-time.ts';
import {
  changeNotRead,
  notesElements,
  notShownYet,
  OWN_PLAN,
  serviceMissing,
  startBlocks,
  startElements,
  timeNotRead,
  versionNotRead,
} from '../../views/modals/start-fields.ts';
import { decodeStartMetadata, type StartMetadata } from '../../views/parts/modal.ts';
import type { ModalValues, SubmittedModal } from './on-submit.ts';

type Field = ModalValues[string][string];

const textIn = (field: Field | undefined): string => (field?.selected_option?.value ?? field?.value ?? '').trim();

/** The choices in the form of a start. */
interface Chosen {
  /** Empty where none is chosen. */
  readonly service: string;
  /** Empty where none is chosen. */
  readonly label: string;
  /** Absent for the plan of the service itself. */
  readonly plan?: string;
}

/** Returns what is chosen in the form of a start. */
export function readChosen(values: ModalValues): Chosen {
  const service = textIn(values[startBlocks.service]?.[startElements.service]);
  const label = textIn(values[startBlocks.version(service)]?.[startElements.version]);
  const plan = textIn(values[startBlocks.plan(service)]?.[startElements.plan]);
  return { service, label, ...(plan !== '' && plan !== OWN_PLAN && { plan }) };
}

/**
 * Starts or schedules what the form showed, exactly as it was shown; where it showed another version, or none yet, the start is shown first, like
 * a typed one.
 */
export const start: SubmittedModal<StartMetadata> = {
  decode: decodeStartMetadata,
  block: startBlocks.service,
  read: (values, { shown }) => {
    const { service, label, ...going } = readChosen(values);
    if (service === '') return { errors: { [startBlocks.service]: serviceMissing } };
    const version = startBlocks.version(service);
    if (values[version] === undefined) return { errors: { [startBlocks.service]: notShownYet(service) } };
    if (!isLabel(label)) return { errors: { [version]: versionNotRead(LABEL_FORM) } };
    const change = textIn(values[startBlocks.change]?.[notesElements.change]);
    if (change !== '' && !isChangeLink(change)) return { errors: { [startBlocks.change]: changeNotRead(CHANGE_FORM) } };
    const startAt = textIn(values[startBlocks.startAt]?.[notesElements.startAt]);
    if (startAt !== '' && parseStartTime(startAt) === null) return { errors: { [startBlocks.startAt]: timeNotRead } };
    const notes = toStartNotes(textIn(values[startBlocks.note]?.[notesElements.note]), change);
    const isShown = shown?.service === service && shown.label === label;
    const typed = { name: 'start', service, label, explicit: {}, force: false, adopt: false } as const;
    const timed = startAt !== '' && { startAt };
    return { body: { ...typed, ...going, ...notes, ...timed, ...(isShown && { confirmed: shown.confirmed }) } };
  },
};
