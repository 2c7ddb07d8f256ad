import { describe, expect, it } from 'vitest';
import { judge, type MissingData } from '../../../../src/sandbox/cloud/cloudwatch/judge.ts';

const points = (drawing: string) => drawing.split(' ').map((sign) => (sign === '-' ? null : sign === 'X'));
const treatments: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** The tables of the CloudWatch user guide: datapoints (oldest first), then the state for each treatment of missing data. */
const threeOfThree = [
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 'INSUFFICIENT_DATA', 'unchanged', 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - - - X', 'INSUFFICIENT_DATA', 'unchanged', 'ALARM', 'OK'],
  ['- - X - -', 'ALARM', 'unchanged', 'ALARM', 'OK'],
  ['X - - - -', 'ALARM', 'unchanged', 'ALARM', 'OK'],
] as const;
const twoOfThree = [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - X', 'INSUFFICIENT_DATA', 'unchanged', 'ALARM', 'OK'],
] as const;

describe.each([
  [3, threeOfThree],
  [2, twoOfThree],
] as const)('%i of 3 datapoints', (datapointsToAlarm, table) => {
  it.each(table.map(([drawing, ...states]) => ({ drawing, states })))(
    'judges $drawing as the user guide does',
    ({ drawing, states }) => {
      const judged = treatments.map((missingData) =>
        judge(points(drawing), { evaluationPeriods: 3, datapointsToAlarm, missingData }),
      );
      expect(judged).toEqual(states);
    },
  );
});
