import { parseService } from '../../../config/read/stored-service.ts';
import type { Service } from '../../../domain/service.ts';
import type { DoctorDeps } from './deps.ts';

/** Something that is not as it has to be, and what to do about it. */
export interface Problem {
  readonly problem: string;
  readonly remedy: string;
}

/** What a check found: in words what is right, and what is not. */
export interface Checked {
  readonly said: string;
  /** What is allowed, and good to know. */
  readonly notes?: readonly string[];
  readonly problems: readonly Problem[];
}

/** One step of `serin doctor`. */
export interface Check {
  readonly name: string;
  /** What it throws becomes a problem. */
  run(premises: DoctorDeps): Promise<Checked>;
}

/** Right, or wrong in one way. */
export const checkResult = (said: string, isRight: boolean, problem: string, remedy: string): Checked => ({
  said,
  problems: isRight ? [] : [{ problem, remedy }],
});

/** The stored services. @throws ServiceInvalid */
export async function storedServices({ estate }: DoctorDeps): Promise<readonly Service[]> {
  const texts = await estate.parameters.all();
  return [...texts.values()].map((text) => parseService(JSON.parse(text)));
}

/** How many there are, in words. */
export const pluralize = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
