import {
  type FunctionConfiguration,
  InvalidParameterValueException,
  PreconditionFailedException,
  ResourceConflictException,
  ResourceNotFoundException,
  type UpdateAliasCommandInput,
} from '@aws-sdk/client-lambda';

/** An alias as it is kept. */
export interface Alias {
  readonly name: string;
  readonly version: string;
  /** Share of other versions, 0 to 1, by version. At most one. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revision: string;
  readonly updates: number;
}

/** The versions of the function, which an update of an alias checks. */
interface Versions {
  readonly versions: readonly FunctionConfiguration[];
  /** The states of the versions that are not simply active. */
  readonly states: ReadonlyMap<string, Pick<FunctionConfiguration, 'State' | 'StateReasonCode'>>;
}

/**
 * Returns the alias after UpdateAlias; fields that the input leaves out stay.
 * @throws Lambda's own exception when the revision differs, a version does not exist or is not ready, or the split is not
 * allowed.
 */
export function updateAlias(alias: Alias, input: UpdateAliasCommandInput, { versions, states }: Versions): Alias {
  if (input.RevisionId !== undefined && input.RevisionId !== alias.revision) {
    throw new PreconditionFailedException({
      Type: 'User',
      message:
        'The Revision Id provided does not match the latest Revision Id. Call the GetAlias API to retrieve the latest Revision Id',
      $metadata: {},
    });
  }
  const version = input.FunctionVersion ?? alias.version;
  const weights = input.RoutingConfig?.AdditionalVersionWeights ?? alias.weights;
  const involved = [version, ...Object.keys(weights)].map(
    (number) => versions.find(({ Version }) => Version === number) ?? throwMissingVersion(alias.name, number),
  );
  refuseUnready([input.FunctionVersion, ...Object.keys(input.RoutingConfig?.AdditionalVersionWeights ?? {})], states);
  const problem = splitProblem(version, weights, involved);
  if (problem !== null) throw new InvalidParameterValueException({ Type: 'User', message: problem, $metadata: {} });
  return { ...alias, version, weights };
}

/** Throws when a named version is pending or failed; Lambda points no alias at such a version. */
function refuseUnready(named: readonly (string | undefined)[], states: Versions['states']): void {
  for (const version of named) {
    const { State, StateReasonCode } = states.get(version ?? '') ?? {};
    if (State !== 'Pending' && State !== 'Failed') continue;
    const message = `The operation cannot be performed at this time. The function is currently in the following state: '${State}', StateReasonCode: '${StateReasonCode}'`;
    throw new ResourceConflictException({ Type: 'User', message, $metadata: { httpStatusCode: 409 } });
  }
}

/**
 * Returns the broken rule of weighted aliases, or null (Lambda Developer Guide, "Implement Lambda canary deployments using a
 * weighted alias").
 */
function splitProblem(
  version: string,
  weights: Readonly<Record<string, number>>,
  involved: readonly FunctionConfiguration[],
): string | null {
  const others = Object.keys(weights);
  if (others.length === 0) return null;
  if (others.length > 1) return 'Number of items in AdditionalVersionWeights cannot be greater than 1';
  if (others.includes(version)) {
    return `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`;
  }
  if ([version, ...others].includes('$LATEST')) {
    return '$LATEST is not supported for an alias pointing to more than 1 version';
  }
  if (Object.values(weights).some((weight) => !(weight >= 0 && weight <= 1))) {
    return 'The weight of an additional version has to be from 0.0 to 1.0';
  }
  if (new Set(involved.map(({ Role }) => Role)).size > 1) {
    return 'Versions of a weighted alias have to have the same execution role';
  }
  if (new Set(involved.map(({ DeadLetterConfig }) => DeadLetterConfig?.TargetArn)).size > 1) {
    return 'Versions of a weighted alias have to have the same dead-letter queue configuration';
  }
  return null;
}

function throwMissingVersion(alias: string, version: string): never {
  const message = `Function not found: version ${version}, for the alias ${alias}`;
  throw new ResourceNotFoundException({ Type: 'User', Message: message, message, $metadata: {} });
}
