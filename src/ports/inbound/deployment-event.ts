/** News of a deployment that AWS makes of a target. */
export interface DeploymentNews {
  /** The name of the target. */
  readonly target: string;
}
