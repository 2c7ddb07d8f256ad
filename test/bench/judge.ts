import { CELLS } from '../analysis/bench/cells.ts';
import { USERS } from '../analysis/bench/contestants.ts';
import { runCell } from '../analysis/bench/run-cell.ts';
import { isBad } from '../analysis/bench/world.ts';
import type { Bench, Row } from './bench.ts';

const ROLLOUTS = 100;
const WORLDS = ['user split, 600/min, no fault', 'user split, 6,000/min, 1 to 2%'];

export const judge: Bench = {
  about: `the judge in two of its worlds, ${ROLLOUTS} rollouts each; npm run bench:judge has all`,
  async run() {
    const cells = CELLS.filter(({ world }) => WORLDS.includes(world.name));
    return cells.flatMap((cell): readonly Row[] => {
      const began = performance.now();
      return runCell(cell, [USERS], ROLLOUTS, 1).flatMap(({ rolledBack, minutes }): readonly Row[] => {
        const share = `${((100 * rolledBack) / ROLLOUTS).toFixed(0)}%`;
        const after = minutes === null ? '' : ` after ${minutes.toFixed(1)} min`;
        const what = isBad(cell.world) ? 'found' : 'rolled back by mistake';
        return [
          { what: `${cell.world.name}: ${what}`, value: `${share}${after}` },
          {
            what: `${cell.world.name}: one rollout`,
            value: `${((performance.now() - began) / ROLLOUTS).toFixed(0)} ms`,
          },
        ];
      });
    });
  },
};
