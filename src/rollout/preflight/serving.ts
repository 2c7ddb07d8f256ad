/** The readiness of one version of a function, in Lambda's own words (API reference, GetFunctionConfiguration). */
export interface VersionState {
  /** `Active`, `Pending`, `Inactive`, `Failed`, … */
  readonly State?: string | undefined;
  readonly StateReason?: string | undefined;
  readonly StateReasonCode?: string | undefined;
  /** `Successful`, `InProgress` or `Failed`. */
  readonly LastUpdateStatus?: string | undefined;
  readonly LastUpdateStatusReason?: string | undefined;
  readonly LastUpdateStatusReasonCode?: string | undefined;
  readonly SnapStart?:
    | { readonly ApplyOn?: string | undefined; readonly OptimizationStatus?: string | undefined }
    | undefined;
}

/** A version by its place. */
export interface VersionPlace {
  readonly function: string;
  /** The number. */
  readonly version: string;
  /** The name that people use, for example `4 (v56)`. */
  readonly called: string;
}

/** The judgement about a version: it can take requests, it cannot, or it can with something that people should know. */
export type Serving =
  | { readonly is: 'able' }
  | { readonly is: 'unable' | 'doubtful'; readonly code: string; readonly message: string; readonly remedy: string };

/** The judgement about a version that does not exist. */
export function versionGone({ function: name, called }: VersionPlace): Serving {
  const message = `Version ${called} of ${name} does not exist any more.`;
  return { is: 'unable', code: 'version-gone', message, remedy: 'Publish a version, and start that one.' };
}

/**
 * Judges from its state whether a version can take requests. Lambda invokes a version only while it is `Active`: an invocation
 * of an `Inactive` one fails, and makes Lambda restore it (Lambda Developer Guide, "Lambda function states").
 */
export function judgeServing(place: VersionPlace, said: VersionState): Serving {
  return judgeState(place, said) ?? judgeRest(place, said) ?? { is: 'able' };
}

function judgeState(place: VersionPlace, said: VersionState): Serving | null {
  const { function: name, version, called } = place;
  const { State: state, StateReason, StateReasonCode } = said;
  if (state === undefined || state === 'Active') return null;
  const subject = `Version ${called} of ${name}`;
  const words = describeState(state, StateReasonCode, StateReason);
  const wait = `until its state is Active (\`aws lambda wait published-version-active --function-name ${name} --qualifier ${version}\`), then start again.`;
  switch (state) {
    case 'Pending': {
      const why = isSnapshotMissing(said) ? ', and SnapStart has no snapshot of it yet' : '';
      const message = `${subject} is not ready: Lambda says ${words}${why}. Requests to it fail until it is.`;
      return { is: 'unable', code: 'version-pending', message, remedy: `Wait ${wait}` };
    }
    case 'Inactive': {
      const message = `${subject} is idle: Lambda says ${words}. The first requests to it fail, until Lambda has restored it.`;
      const remedy = `Invoke it once (\`aws lambda invoke --function-name ${name}:${version} /dev/null\`), wait ${wait}`;
      return { is: 'unable', code: 'version-inactive', message, remedy };
    }
    case 'Failed': {
      const message = `${subject} cannot serve: Lambda says ${words}. Every request to it fails.`;
      const remedy = 'Correct the cause, publish a new version, and start that one.';
      return { is: 'unable', code: 'version-failed', message, remedy };
    }
    case 'ActiveNonInvocable':
    case 'Deactivating':
    case 'Deactivated':
    case 'Deleting': {
      const message = `${subject} cannot be invoked: Lambda says ${words}.`;
      return { is: 'unable', code: 'version-not-invocable', message, remedy: 'Publish a version, and start that one.' };
    }
    default: {
      const message = `${subject} has a state that Serin does not know: ${words}. Whether it takes requests is not known.`;
      return { is: 'doubtful', code: 'version-state-unknown', message, remedy: 'Invoke it once before you go on.' };
    }
  }
}

/** Returns the problem of a version whose state is fine; null when there is none. */
function judgeRest({ function: name, version, called }: VersionPlace, said: VersionState): Serving | null {
  const { LastUpdateStatus: update, LastUpdateStatusReason, LastUpdateStatusReasonCode } = said;
  const subject = `version ${called} of ${name}`;
  const is = said.State === undefined ? 'unable' : 'doubtful';
  if (update === 'Failed') {
    const message = `The last update of ${subject} failed: ${describeState(update, LastUpdateStatusReasonCode, LastUpdateStatusReason)}.`;
    return { is, code: 'update-failed', message, remedy: 'Correct the cause, and publish a new version.' };
  }
  if (update === 'InProgress') {
    const message = `Lambda is still updating ${subject}: ${describeState(update, LastUpdateStatusReasonCode, LastUpdateStatusReason)}.`;
    const remedy = `Wait until its LastUpdateStatus is Successful (\`aws lambda get-function-configuration --function-name ${name} --qualifier ${version}\`).`;
    return { is: 'doubtful', code: 'update-in-progress', message, remedy };
  }
  if (isSnapshotMissing(said)) {
    const message = `SnapStart is on for ${subject} and has no snapshot of it: new environments start cold.`;
    const remedy = 'Wait until its SnapStart OptimizationStatus is On, or publish a new version.';
    return { is, code: 'snapshot-missing', message, remedy };
  }
  return null;
}

function isSnapshotMissing({ SnapStart }: VersionState): boolean {
  return SnapStart?.ApplyOn === 'PublishedVersions' && SnapStart.OptimizationStatus !== 'On';
}

/** `Failed (FunctionError: An error occurred during function initialization.)` */
function describeState(state: string, ...reasons: readonly (string | undefined)[]): string {
  const known = reasons
    .filter((reason) => reason !== undefined && reason !== '')
    .join(': ')
    .replace(/\.$/, '');
  return known === '' ? state : `${state} (${known})`;
}
