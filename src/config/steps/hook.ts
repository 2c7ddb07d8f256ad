import * as z from 'zod';
import { durationMs, durationText } from '../read/durations.ts';
import { noReturnComplaints } from '../rules/no-return.ts';
import { waitComplaints } from '../rules/wait.ts';
import { duration } from '../schema/duration.ts';
import { stepConfig } from './step-config.ts';

/** The name of a function, without its ARN (Lambda API reference, `FunctionName`). */
export const functionName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'the name of a function has letters, digits, - and _, at most 64');

/** An alias or a version (Lambda API reference, `Qualifier`). */
const functionQualifier = z.string().regex(/^[A-Za-z0-9$_-]{1,128}$/, 'a qualifier is an alias or a version');

/** A step that calls a function. */
export const hook = stepConfig(
  'hook',
  z
    .strictObject({
      function: functionName.meta({
        description: 'The name of the Lambda function that is called.',
        examples: ['shop-migrate'],
      }),
      qualifier: functionQualifier.optional().meta({
        description: 'The alias or version that is called; without it what is deployed.',
        examples: ['live'],
      }),
      within: duration.meta({ description: 'How long it may take to answer, at least 1m.', examples: ['15m'] }),
      onFailure: z
        .enum(['hold', 'rollback'])
        .optional()
        .meta({
          description: 'What a failure does; an outcome that nobody knows always holds and asks.',
          default: 'hold',
          examples: ['rollback'],
        }),
      pointOfNoReturn: z
        .boolean()
        .optional()
        .meta({
          description:
            'Whether the old version may not work any more once it was called. Directly after an approval, after the shift to 100.',
          default: false,
          examples: [true],
        }),
    })
    .meta({
      description: 'Which function is called, and what its failure does.',
      examples: [{ function: 'shop-migrate', within: '15m' }],
    }),
  {
    description: 'Calls a Lambda function and waits for its answer; it moves no traffic.',
    example: { function: 'shop-migrate', within: '15m' },
  },
  {
    limits: { function: functionName, qualifier: functionQualifier.nullable(), within: z.int() },
    read: ({ function: name, qualifier = null, within, onFailure = 'hold', pointOfNoReturn = false }) => ({
      kind: 'hook',
      function: name,
      qualifier,
      within: durationMs(within),
      onFailure,
      pointOfNoReturn,
    }),
    complaints: ({ within }) => waitComplaints('A hook', within, ['within']),
    planComplaints: (plan, isWhole) => (isWhole ? noReturnComplaints(plan) : []),
    text: ({ function: name, qualifier, within, onFailure, pointOfNoReturn }) => {
      const end = pointOfNoReturn ? ', the point of no return' : '';
      const called = qualifier === null ? name : `${name}:${qualifier}`;
      return `hook ${called} within ${durationText(within)}, ${onFailure} on failure${end}`;
    },
  },
);
