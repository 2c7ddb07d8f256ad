// Signs a token for the functions at the edge:
//   SECRET=... node examples/edge/token.mjs cohort web staff 86400
// use (cohort or override), name of the split, value (the cohort, or stable or canary), seconds that it holds.
import { createHmac } from 'node:crypto';
import process from 'node:process';

const [use, name, value, seconds] = process.argv.slice(2);
const secret = process.env.SECRET ?? '';
if (!['cohort', 'override'].includes(use ?? '') || !name || !value || !(Number(seconds) > 0) || secret === '') {
  process.stderr.write('SECRET=... node token.mjs cohort|override NAME VALUE SECONDS\n');
  process.exit(2);
}
const expires = Math.floor(Date.now() / 1000) + Number(seconds);
const signature = createHmac('sha256', secret)
  .update(`serin\n${use}\n${name}\n${value}\n${expires}`)
  .digest('base64url');
process.stdout.write(`serin-${use}=${value}.${expires}.${signature}\n`);
