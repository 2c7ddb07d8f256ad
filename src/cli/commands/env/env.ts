import { parseService } from '../../../config/read/stored-service.ts';
import type { CenterFound, ControlCenter } from '../../../domain/environment/control-center.ts';
import type { EnvironmentId, Environments } from '../../../domain/environment/environment.ts';
import { explainAccountError } from '../../account-unusable.ts';
import { type Exit, exit, type Terminal } from '../../terminal/terminal.ts';
import { type Format, formats, Unwritable, type Variables } from './formats.ts';

/** The two parameters that `serin env` reads. */
export interface EnvDeps {
  /** The stored configuration of one service, as text; null when there is none. */
  text(service: string): Promise<string | null>;
  center(service: string): Promise<CenterFound>;
}

/** The options of `serin env`. */
export interface EnvOptions {
  readonly service: string;
  readonly side: 'active' | 'fallback' | EnvironmentId;
  readonly format: Format;
  readonly evenIfClosed: boolean;
}

/** Thrown when there are no variables to give to a build. */
export class NoEnvironment extends Error {
  readonly code = 'no-environment';
  constructor(message: string) {
    super(message);
    this.name = 'NoEnvironment';
  }
}

/**
 * Prints the variables that a build of a front end must inject for one environment. While a rollout runs, it prints only those
 * of the environment that users have, since nothing may be deployed to the other.
 */
export async function env(options: EnvOptions, terminal: Terminal, open: () => Promise<EnvDeps>): Promise<Exit> {
  const { service, format } = options;
  const deps = await open();
  try {
    const [text, found] = await Promise.all([deps.text(service), deps.center(service)]);
    const environments = readEnvironments(service, text);
    const center = requireCenter(service, found);
    const side = chooseEnvironment(center, options);
    terminal.out(formats[format](buildVariables(side, center, environments)));
    return exit.done;
  } catch (error) {
    if (!(error instanceof NoEnvironment || error instanceof Unwritable)) throw explainAccountError(error);
    terminal.err(error.message);
    return exit.refused;
  }
}

function readEnvironments(service: string, stored: string | null): Environments {
  if (stored === null) {
    throw new NoEnvironment(`There is no service ${service} here. Check the name, AWS_REGION and --name.`);
  }
  const { environments } = parseService(JSON.parse(stored));
  if (environments !== null) return environments;
  throw new NoEnvironment(`${service} has no environments. Add them to serin.yml, and run serin apply.`);
}

/** Returns the control center that was read. @throws NoEnvironment when it is missing or unusable */
export function requireCenter(service: string, found: CenterFound): ControlCenter {
  switch (found.is) {
    case 'there':
      return found.value;
    case 'missing':
      throw new NoEnvironment(`${service} has no control center. Run serin apply: it creates it.`);
    case 'unusable':
      throw new NoEnvironment(
        `The control center of ${service} cannot be used: ${found.detail}. docs/guides/environments.md says how to put it right.`,
      );
  }
}

/** @throws NoEnvironment while deployments are closed */
function chooseEnvironment(center: ControlCenter, { service, side, evenIfClosed }: EnvOptions): EnvironmentId {
  if (side === 'fallback') return center.fallback;
  if (center.deployments === 'closed' && !evenIfClosed) {
    const by = center.rollout === null ? '' : ` by the rollout ${center.rollout}`;
    throw new NoEnvironment(
      `Deployments of ${service} are closed${by}. Wait until they are open again; --side fallback and --even-if-closed print all the same.`,
    );
  }
  return side === 'active' ? center.active : side;
}

/** Returns the variables that a build for one environment must inject. */
export function buildVariables(
  side: EnvironmentId,
  { service, active }: ControlCenter,
  environments: Environments,
): Variables {
  const { name, stage, apiUrl, variables } = environments[side];
  return {
    SERIN_SERVICE: service,
    SERIN_SIDE: side,
    SERIN_ROLE: side === active ? 'active' : 'fallback',
    SERIN_ENVIRONMENT: name,
    ...(stage !== null && { SERIN_STAGE: stage }),
    ...(apiUrl !== null && { SERIN_API_URL: apiUrl }),
    ...variables,
  };
}
