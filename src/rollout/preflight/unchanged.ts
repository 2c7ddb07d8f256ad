/** The code of the finding that a target keeps its version, because the label of the rollout changes nothing there. */
export const UNCHANGED = 'unchanged';
