import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import type { Service } from '../../domain/service.ts';
import { answerWhatIf, type WhatIf } from '../live/what-if.ts';
import { type Read, readJson } from './bodies.ts';

/** Reads the body of `POST /sandbox/what-if`. @param services The names of all services. */
function readWhatIf(text: string, services: readonly string[]): Read<WhatIf> {
  const shape = z
    .strictObject({
      service: z.enum(services as [string, ...string[]], { error: `must be one of ${services.join(', ')}` }),
      traffic: z.number().positive().max(100_000),
      users: z.int().min(1).max(100_000),
      errors: z.number().min(0).max(0.5),
      canaryErrors: z.number().min(0).max(1),
      latency: z.number().min(1).max(20),
    })
    .refine(({ errors, canaryErrors }) => canaryErrors >= errors, {
      path: ['canaryErrors'],
      message: 'the canary fails less than today; write at least as much as errors',
    });
  return readJson(text, shape);
}

/** Simulates the plan of a service in the world that the body describes. */
export async function tryWhatIf(
  services: readonly Service[],
  body: Buffer,
): Promise<{ readonly status: number; readonly json: object }> {
  const asked = readWhatIf(
    body.toString('utf8'),
    services.map(({ name }) => name),
  );
  if (!asked.ok) return { status: 400, json: { error: 'bad-request', problems: asked.problems } };
  const service = services.find(({ name }) => name === asked.value.service) as Service;
  const answer = await answerWhatIf(service, asked.value, () => setImmediate());
  return 'problem' in answer
    ? { status: 422, json: { error: 'not-simulated', message: answer.problem } }
    : { status: 200, json: answer };
}
