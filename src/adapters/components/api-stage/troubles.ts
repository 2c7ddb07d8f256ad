import type { Trouble } from '../../../domain/environment/component.ts';
import type { EnvironmentId } from '../../../domain/environment/environment.ts';
import type { ApiStageConfig } from './config.ts';

/** A stage as it is. */
export interface Stage {
  readonly deployment: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Share of the traffic that API Gateway's own canary of the stage takes, in percent. */
  readonly canaryPercent: number;
}

const SIDES: readonly EnvironmentId[] = ['a', 'b'];

/**
 * Finds the troubles of two stages that their deployments do not show.
 *
 * @param mapped the stages that the base paths lead to, as `api/stage`; null when none are named
 */
export function findTroubles(
  config: ApiStageConfig,
  stages: Readonly<Record<EnvironmentId, Stage>>,
  mapped: Readonly<Record<EnvironmentId, string>> | null,
): readonly Trouble[] {
  return [
    ...variableTroubles(config, stages),
    ...SIDES.flatMap((side) => canaryTroubles(config, side, stages[side])),
    ...(mapped === null ? [] : SIDES.flatMap((side) => mappingTroubles(config, side, mapped[side]))),
  ];
}

/** Values may be anything, also secrets: only names are said. */
function variableTroubles(
  { stages: names, perSide = [] }: ApiStageConfig,
  { a, b }: Readonly<Record<EnvironmentId, Stage>>,
): readonly Trouble[] {
  const variables = [...new Set([...Object.keys(a.variables), ...Object.keys(b.variables), ...perSide])].sort();
  return variables.flatMap((variable): readonly Trouble[] => {
    const isSame = a.variables[variable] === b.variables[variable];
    if (perSide.includes(variable) === !isSame) return [];
    return isSame
      ? [
          {
            message: `The stage variable ${variable} must differ per environment, and is the same in ${names.a} and ${names.b}, so that one environment would use the other.`,
            remedy: `Set it in each stage to what belongs to that environment, or take it out of perSide.`,
          },
        ]
      : [
          {
            message: `The stage variable ${variable} is not the same in ${names.a} and ${names.b}, and no version tells which is right.`,
            remedy: `Set it to the same value in both, or name it in perSide.`,
          },
        ];
  });
}

function canaryTroubles({ stages }: ApiStageConfig, side: EnvironmentId, stage: Stage): readonly Trouble[] {
  if (stage.canaryPercent === 0) return [];
  return [
    {
      message: `The stage ${stages[side]} has a canary of API Gateway with ${stage.canaryPercent}% of its traffic.`,
      remedy: 'Promote or delete that canary: the environment must have one version.',
    },
  ];
}

function mappingTroubles(
  { api, stages, basePaths }: ApiStageConfig,
  side: EnvironmentId,
  mapped: string,
): readonly Trouble[] {
  if (mapped === `${api}/${stages[side]}`) return [];
  return [
    {
      message: `${basePaths?.[side]} leads to ${mapped === '' ? 'nothing' : mapped}, not to ${api}/${stages[side]}.`,
      remedy: 'Correct the base path mapping in API Gateway, or basePaths in serin.yml.',
    },
  ];
}
