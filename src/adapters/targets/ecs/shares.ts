/** ECS takes shares in tenths of a percent, from this on (Amazon ECS API Reference, CanaryConfiguration). */
export const LEAST_CANARY = 0.1;

/** Returns a share without what adding tenths leaves behind the decimals. */
export function tenths(share: number): number {
  return Math.round(share * 10) / 10;
}

/** Returns the reason why no deployment of ECS can have a share between 0 and 100%; null when one can. */
export function ecsShareProblem(share: number): { readonly message: string; readonly remedy: string } | null {
  if (share <= 0 || share >= 100 || tenths(share) === share) return null;
  return {
    message: `ECS takes shares in tenths of a percent, so it cannot have ${share}%.`,
    remedy: `Use ${tenths(Math.max(share, LEAST_CANARY))}%.`,
  };
}
