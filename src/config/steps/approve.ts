import * as z from 'zod';
import type { ApproveStep } from '../../domain/steps/approve.ts';
import type { Complaint } from '../read/complaint.ts';
import { durationMs, durationText } from '../read/durations.ts';
import { limits } from '../read/limits.ts';
import { waitComplaints } from '../rules/wait.ts';
import { duration } from '../schema/duration.ts';
import { canonicalName, someone } from '../schema/people.ts';
import { stepConfig } from './step-config.ts';

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
      within: duration.meta({
        description: 'How long to wait for them; after that the rollout holds and asks.',
        examples: ['4h'],
      }),
    })
    .meta({
      description: 'Who may approve, how many of them, and for how long they are asked.',
      examples: [{ from: ['bob@example.com'], within: '4h' }],
    }),
  { description: 'Waits for people.', example: { from: ['bob@example.com'], within: '4h' } },
  {
    stored: z.strictObject({
      kind: z.literal('approve'),
      from: z.array(z.string().min(1)).min(1).max(limits.approvers),
      count,
      within: z.int(),
    }),
    read: ({ from, count: people = 1, within }) => ({
      kind: 'approve',
      from: from.map(canonicalName),
      count: people,
      within: durationMs(within),
    }),
    complaints: (step) => [...waitComplaints('An approval', step.within, ['within']), ...peopleComplaints(step)],
    text: ({ from, count: people, within }) =>
      `approve by ${people} of ${from.join(' ')} within ${durationText(within)}`,
  },
);
