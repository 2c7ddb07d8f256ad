// One container of Lambda, as far as a start goes: loads the bundle of its first argument, then answers one line with another.
// A line in is `{"event", "times"}`; a line out is the times of each answer in milliseconds, the CPU so far, and the last answer.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const cpu = () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
const { handler } = createRequire(import.meta.url)(process.argv[2]);

for await (const line of createInterface({ input: process.stdin })) {
  const { event, times } = JSON.parse(line);
  const took = [];
  let answer;
  for (let i = 0; i < times; i += 1) {
    const start = performance.now();
    answer = await handler(event, { awsRequestId: 'bench' });
    took.push(performance.now() - start);
  }
  const { statusCode, body } = answer;
  // From the birth of the process, as whoever waits for it counts.
  console.log(JSON.stringify({ took, cpu: cpu(), born: performance.now(), statusCode, body }));
}
