import { aLambdaEdge } from '../edge/a-lambda-edge.ts';
import { anEdge } from '../edge/an-edge.ts';
import { type Bench, median, ms, type Row } from './bench.ts';

const ROUNDS = 15;
const USERS = Array.from({ length: 500 }, (_, n) => `user-${n}`);

/** Times the decision of one request in the built function, with the store at hand. */
async function timeDecisions(request: (asked: { cookies: { uid: string } }) => Promise<string>): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    for (const uid of USERS) await request({ cookies: { uid } });
    rounds.push((performance.now() - began) / USERS.length);
  }
  return median(rounds);
}

export const edge: Bench = {
  about: 'the decision for one request, in the built functions at the edge',
  async run() {
    const rows: Row[] = [];
    const [functions, lambda] = [await anEdge(), await aLambdaEdge()];
    for (const [what, one] of [['CloudFront Functions', functions] as const, ['Lambda@Edge', lambda] as const]) {
      one.split({ weight: 5 });
      rows.push({ what, value: ms(await timeDecisions(one.request)) });
    }
    return rows;
  },
};
