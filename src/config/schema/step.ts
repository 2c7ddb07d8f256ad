import * as z from 'zod';
import { durationPattern } from '../read/durations.ts';

/** A duration as text. */
export const duration = z.string().regex(durationPattern, 'a duration looks like 10m, 1h30m or 90s');

/** The name of a function, without its ARN (Lambda API reference, `FunctionName`). */
export const functionNamePattern = /^[A-Za-z0-9_-]{1,64}$/;

/** An alias or a version (Lambda API reference, `Qualifier`). */
export const qualifierPattern = /^[A-Za-z0-9$_-]{1,128}$/;

/** A step that calls a function. */
export const hook = z
  .strictObject({
    hook: z
      .strictObject({
        function: z
          .string()
          .regex(functionNamePattern, 'the name of a function has letters, digits, - and _, at most 64')
          .meta({ description: 'The name of the Lambda function that is called.', examples: ['shop-migrate'] }),
        qualifier: z
          .string()
          .regex(qualifierPattern, 'a qualifier is an alias or a version')
          .optional()
          .meta({
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
              'Whether the version before may not work any more once it was called. Directly behind a gate, after the shift to 100.',
            default: false,
            examples: [true],
          }),
      })
      .meta({
        description: 'Which function is called, and what its failure does.',
        examples: [{ function: 'shop-migrate', within: '15m' }],
      }),
  })
  .meta({
    description: 'Calls a Lambda function and waits for its answer; it moves no traffic.',
    examples: [{ hook: { function: 'shop-migrate', within: '15m' } }],
  });

const metric = z
  .strictObject({
    namespace: z
      .string()
      .min(1)
      .max(255)
      .meta({ description: 'The namespace in CloudWatch.', examples: ['Calls'] }),
    name: z
      .string()
      .min(1)
      .max(255)
      .meta({ description: 'The name of the metric.', examples: ['ActiveSessions'] }),
    dimensions: z
      .record(z.string().min(1).max(255), z.string().min(1).max(1024))
      .optional()
      .meta({
        description:
          'What tells the version before from the new one. {stable} is the stable version or identifier of the first target.',
        examples: [{ Version: '{stable}' }],
      }),
    statistic: z
      .enum(['Maximum', 'Minimum', 'Average', 'Sum'])
      .optional()
      .meta({
        description: 'What is taken of a minute.',
        default: 'Maximum',
        examples: ['Sum'],
      }),
  })
  .meta({
    description: 'A metric of CloudWatch.',
    examples: [{ namespace: 'Calls', name: 'ActiveSessions', dimensions: { Version: '{stable}' } }],
  });

/** A step that waits until the version before is not in use any more. */
export const drain = z
  .strictObject({
    drain: z
      .strictObject({
        metric,
        atOrUnder: z
          .number()
          .min(0)
          .meta({ description: 'The wait is over when the metric is at or under this number.', examples: [0] }),
        atMost: duration.meta({ description: 'How long to wait at most, at least 1m.', examples: ['4h'] }),
      })
      .meta({
        description: 'What is waited for, and for how long at most.',
        examples: [{ metric: { namespace: 'Calls', name: 'ActiveSessions' }, atOrUnder: 0, atMost: '4h' }],
      }),
  })
  .meta({
    description: 'Waits, after the shift to 100, until the version before is not in use any more.',
    examples: [{ drain: { metric: { namespace: 'Calls', name: 'ActiveSessions' }, atOrUnder: 0, atMost: '4h' } }],
  });
