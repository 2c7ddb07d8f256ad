import { parseService } from '../../../config/read/stored-service.ts';
import type { Service } from '../../../domain/service.ts';
import type { DoctorDeps } from './deps.ts';

/** A fault of the installation, and its remedy. */
export interface Problem {
  readonly problem: string;
  readonly remedy: string;
}

/** The result of a check: a sentence about what is right, and the problems. */
export interface Checked {
  readonly said: string;
  /** Findings that are allowed but worth knowing. */
  readonly notes?: readonly string[];
  readonly problems: readonly Problem[];
}

/** One step of `serin doctor`, and what it looks at. */
export interface Check<Deps = DoctorDeps> {
  readonly name: string;
  /** Runs the check; an error that it throws becomes a problem. */
  run(deps: Deps): Promise<Checked>;
}

/** Returns a result that is right, or has one problem. */
export const checkResult = (said: string, isRight: boolean, problem: string, remedy: string): Checked => ({
  said,
  problems: isRight ? [] : [{ problem, remedy }],
});

/** Returns the stored services. @throws ServiceInvalid */
export async function storedServices({ apply }: DoctorDeps): Promise<readonly Service[]> {
  const texts = await apply.parameters.all();
  return [...texts.values()].map((text) => parseService(JSON.parse(text)));
}

/** Returns a count with its noun in singular or plural. */
export const pluralize = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
