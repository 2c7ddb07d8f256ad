import * as z from 'zod';
import type { ApproveStep } from '../../domain/steps/approve.ts';
import { REMIND_MS } from '../../domain/timing.ts';
import { duration } from '../../domain/wording.ts';
import type { Complaint, Path } from '../read/complaint.ts';
import { durationMs, durationText } from '../read/durations.ts';
import { limits } from '../read/limits.ts';
import { waitComplaints } from '../rules/wait.ts';
import { duration as durationField } from '../schema/duration.ts';
import { canonicalName, someone } from '../schema/people.ts';
import { stepConfig } from './step-config.ts';

const MINUTE_MS = 60_000;

/** An approval that is open for less is not reminded of where nobody says so: those who were just asked know. */
const SHORTEST_REMINDED_MS = 20 * MINUTE_MS;

/** Returns when people are reminded where nobody says it: half an hour before the end, or a quarter of a shorter time. */
function defaultReminder(within: number): number | null {
  if (within < SHORTEST_REMINDED_MS) return null;
  return Math.min(REMIND_MS, Math.floor(within / 4 / MINUTE_MS) * MINUTE_MS);
}

function readReminder(remind: string | undefined, within: number): number | null {
  if (remind === undefined) return defaultReminder(within);
  return remind === 'none' ? null : durationMs(remind);
}

/** A moment within the time of an approval that would come too late, or is too short for timers. */
function momentComplaints(what: string, ms: number, within: number, path: Path): readonly Complaint[] {
  const short = waitComplaints(what, ms, path);
  if (short.length > 0 || ms < within) return short;
  const message = `${what} of ${duration(ms)} is not shorter than the approval, which is open for ${duration(within)}.`;
  return [{ path, message, remedy: `Write less than ${durationText(within)}.` }];
}

function callComplaints({ from, within, remind, escalate }: ApproveStep): readonly Complaint[] {
  const reminder = remind === undefined ? [] : momentComplaints('A reminder', remind, within, ['remind']);
  if (escalate === undefined) return reminder;
  const { after, to } = escalate;
  const known = to.flatMap((who, index): readonly Complaint[] => {
    const path = ['escalate', 'to', index];
    if (to.indexOf(who) < index) return [{ path, message: `${who} is there twice.`, remedy: 'Remove one of the two.' }];
    if (!from.includes(who)) return [];
    return [{ path, message: `${who} may approve from the beginning.`, remedy: 'Name somebody who is not in from.' }];
  });
  return [...reminder, ...momentComplaints('An escalation', after, within, ['escalate', 'after']), ...known];
}

function peopleComplaints({ from, count }: ApproveStep): readonly Complaint[] {
  const twice = from.flatMap((who, index): readonly Complaint[] =>
    from.indexOf(who) < index
      ? [{ path: ['from', index], message: `${who} is there twice.`, remedy: 'Remove one of the two.' }]
      : [],
  );
  const people = new Set(from);
  // An S begins a user group; e-mail addresses are in lower case by now.
  const onlyPeople = !from.some((who) => who.startsWith('S'));
  if (!onlyPeople || count <= people.size) return twice;
  return [
    ...twice,
    {
      path: ['count'],
      message: `${count} people must approve, and from names ${people.size}.`,
      remedy: `Add people to from, or write \`count: ${people.size}\`.`,
    },
  ];
}

/** Further people, who are asked when those of `from` do not answer. */
const escalation = z
  .strictObject({
    after: durationField.meta({
      description: 'How long it was open before they are asked too.',
      examples: ['1h'],
    }),
    to: z
      .array(someone)
      .min(1)
      .max(limits.approvers)
      .meta({ description: 'Who is asked then, and may approve from then on.', examples: [['S0ONCALL']] }),
  })
  .meta({
    description: 'Whom to ask too, and when, if the approval is not given.',
    examples: [{ after: '1h', to: ['S0ONCALL'] }],
  });

const count = z.int().min(1).max(limits.approvers);

/** A step that waits for people. */
export const approve = stepConfig(
  'approve',
  z
    .strictObject({
      from: z
        .array(someone)
        .min(1)
        .max(limits.approvers)
        .meta({ description: 'Who may approve.', examples: [['bob@example.com', 'S0PAYMENTS']] }),
      count: count
        .optional()
        .meta({ description: 'How many different people must approve.', default: 1, examples: [2] }),
      within: durationField.meta({
        description: 'How long to wait for them; after that the rollout holds and asks.',
        examples: ['4h'],
      }),
      remind: z
        .union([durationField, z.literal('none')])
        .optional()
        .meta({
          description:
            'How long before the end they are reminded, once; none for no reminder. Without it: 30 minutes before, or a quarter of within where that is less, and nobody where within is less than 20 minutes.',
          examples: ['30m'],
        }),
      escalate: escalation.optional(),
    })
    .meta({
      description: 'Who may approve, how many of them, and for how long they are asked.',
      examples: [{ from: ['bob@example.com'], within: '4h' }],
    }),
  { description: 'Waits for people.', example: { from: ['bob@example.com'], within: '4h' } },
  {
    limits: { from: z.array(z.string().min(1)).min(1).max(limits.approvers), count, within: z.int() },
    read: ({ from, count: people = 1, within, remind, escalate }) => {
      const reminder = readReminder(remind, durationMs(within));
      return {
        kind: 'approve',
        from: from.map(canonicalName),
        count: people,
        within: durationMs(within),
        ...(reminder === null ? {} : { remind: reminder }),
        ...(escalate === undefined
          ? {}
          : { escalate: { after: durationMs(escalate.after), to: escalate.to.map(canonicalName) } }),
      };
    },
    complaints: (step) => [
      ...waitComplaints('An approval', step.within, ['within']),
      ...peopleComplaints(step),
      ...callComplaints(step),
    ],
    text: ({ from, count: people, within, remind, escalate }) =>
      [
        `approve by ${people} of ${from.join(' ')} within ${durationText(within)}`,
        ...(remind === undefined ? [] : [`reminds ${durationText(remind)} before`]),
        ...(escalate === undefined ? [] : [`after ${durationText(escalate.after)} also ${escalate.to.join(' ')}`]),
      ].join(', '),
  },
);
