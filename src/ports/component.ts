import type { ComponentConfig, ComponentDigests, ComponentReading, Content } from '../domain/environment/component.ts';
import type { EnvironmentId } from '../domain/environment/environment.ts';

/** Components of one kind: versioned parts that must be in step in both environments. */
export interface Component {
  /**
   * Reads the content of each component of a configuration in both environments, in the order of its names, with labels.
   * @throws ComponentFault when the API does not answer, or something required is missing.
   */
  read(config: ComponentConfig): Promise<readonly ComponentReading[]>;
  /** Only the digests, with as few calls as can be, to see whether something changed. @throws ComponentFault */
  digests(config: ComponentConfig): Promise<readonly ComponentDigests[]>;
}

/** One update: a component, an environment and a version. */
export interface Move {
  /** The name of the component. */
  readonly name: string;
  readonly side: EnvironmentId;
  /** The version that the environment gets. */
  readonly version: string;
  /** The content that the environment had when it was read; where the API can, the write fails when it changed since. */
  readonly expected: Content;
}

/** Components that Serin brings up to a version by itself. Of all others a build has to be asked for. */
export interface MovableComponent extends Component {
  /**
   * Brings one environment of a component to a version, in place. Repeating it changes nothing.
   * @throws ComponentChanged when the environment is not as expected any more; ComponentFault when the API refuses or does not
   * answer.
   */
  bring(config: ComponentConfig, move: Move): Promise<void>;
}

/** The component changed between reading and writing. Read it again. */
export class ComponentChanged extends Error {
  readonly code = 'component-changed';
  constructor(component: string, options?: ErrorOptions) {
    super(`${component} was changed by somebody else between reading and writing. Read it again.`, options);
    this.name = 'ComponentChanged';
  }
}

/** The API of a component refused or did not answer, or what it says cannot be used. */
export class ComponentFault extends Error {
  readonly code: string;
  /** True when a retry cannot help. */
  readonly permanent: boolean;
  constructor(code: string, message: string, permanent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ComponentFault';
    this.code = code;
    this.permanent = permanent;
  }
}
