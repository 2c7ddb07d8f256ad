import type { CenterFound, ControlCenter } from '../domain/environment/control-center.ts';
import type { EnvironmentId } from '../domain/environment/environment.ts';

/** Stores which environment of a service is active. There is no compare-and-set: the record of the service guards it. */
export interface ControlCenters {
  /** Returns the stored value. @throws when SSM does not answer. */
  read(service: string): Promise<CenterFound>;
  /**
   * Replaces what was read at version `expected`.
   *
   * @returns the new version
   * @throws CenterOverwritten when somebody else wrote between reading and writing: the value is there, theirs is not
   */
  write(value: ControlCenter, expected: number): Promise<number>;
  /** Creates the first value, with users on the environment `stable`; an existing one stays as it is. */
  begin(service: string, stable: EnvironmentId): Promise<void>;
  /** Deletes it; does nothing when it is not there. */
  remove(service: string): Promise<void>;
}

/** Somebody else wrote at the same moment; what they wrote was overwritten, and is in the history of the parameter. */
export class CenterOverwritten extends Error {
  readonly code = 'center-overwritten';
  /** The version that is there now. */
  readonly version: number;
  /** @param theirs the version that was overwritten */
  constructor(name: string, theirs: number, version: number) {
    super(
      `somebody wrote version ${theirs} of ${name} at the same moment, and version ${version} of Serin overwrote it; aws ssm get-parameter --name ${name}:${theirs} shows what it said`,
    );
    this.name = 'CenterOverwritten';
    this.version = version;
  }
}
