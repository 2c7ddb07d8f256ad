import {
  ClientException,
  type DescribeTaskDefinitionCommandInput,
  type ListTaskDefinitionsCommandInput,
  type RegisterTaskDefinitionCommandInput,
  type Tag,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import type { Model } from '../attach.ts';
import { page } from './page.ts';
import { ecsArn } from './state.ts';

/** The task definitions of one account. */
export interface TaskDefinitions {
  readonly model: Model;
  /** Registers the next revision of a family. @returns its ARN */
  register(family: string, image: string, tags?: readonly Tag[]): string;
  /**
   * Finds a task definition by its ARN, by `family:revision`, or by its family, which means the newest revision.
   * @throws ClientException
   */
  find(name?: string): TaskDefinition;
}

interface Registered {
  readonly definition: TaskDefinition;
  readonly tags: readonly Tag[];
}

/** Creates a model of task definitions; all are ACTIVE. */
export function createTaskDefinitions({ now }: { now(): number }): TaskDefinitions {
  const all: Registered[] = [];
  const add = ({ tags = [], ...input }: RegisterTaskDefinitionCommandInput): Registered => {
    const revision = all.filter(({ definition }) => definition.family === input.family).length + 1;
    const definition: TaskDefinition = {
      ...(input as TaskDefinition),
      taskDefinitionArn: ecsArn(`task-definition/${input.family}:${revision}`),
      ...{ revision, status: 'ACTIVE', registeredAt: new Date(now()) },
    };
    const registered = { definition, tags };
    all.push(registered);
    return registered;
  };
  const find = (name = ''): Registered => {
    const short = name.replace(/^arn:[^/]*\//, '');
    const found = all.findLast(
      ({ definition: { family, revision } }) => short === `${family}:${revision}` || short === family,
    );
    if (found !== undefined) return found;
    throw new ClientException({ message: 'Unable to describe task definition.', $metadata: {} });
  };
  return {
    model: {
      RegisterTaskDefinition(input: RegisterTaskDefinitionCommandInput) {
        const { definition, tags } = add(input);
        return { taskDefinition: definition, tags };
      },
      DescribeTaskDefinition({ taskDefinition, include = [] }: DescribeTaskDefinitionCommandInput) {
        const { definition, tags } = find(taskDefinition);
        return { taskDefinition: structuredClone(definition), ...(include.includes('TAGS') && { tags }) };
      },
      ListTaskDefinitions({ familyPrefix, sort = 'ASC', maxResults, nextToken }: ListTaskDefinitionsCommandInput) {
        const arns = all.flatMap(({ definition: { family, taskDefinitionArn = '' } }) =>
          familyPrefix === undefined || family === familyPrefix ? [taskDefinitionArn] : [],
        );
        const { items, next } = page(sort === 'DESC' ? arns.toReversed() : arns, { maxResults, nextToken, size: 100 });
        return { taskDefinitionArns: items, ...next };
      },
    },
    register: (family, image, tags = []) =>
      add({ family, containerDefinitions: [{ name: family, image }], tags: [...tags] }).definition
        .taskDefinitionArn as string,
    find: (name) => find(name).definition,
  };
}
