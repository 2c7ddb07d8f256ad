/**
 * A fresh process with one built function in it, as Lambda would have it: each event arrives as JSON text, what the handler
 * throws is written to standard error, whole. Addresses outside the machine are led to the loopback interface.
 */
import { createRequire } from 'node:module';
import { inspect } from 'node:util';

const { file, routes } = JSON.parse(process.env.CELL);

let ahead = 0;
const now = Date.now;
Date.now = () => now() + ahead;

const send = globalThis.fetch;
globalThis.fetch = async (url, init) => {
  const from = Object.keys(routes).find((beginning) => String(url).startsWith(beginning));
  if (from === undefined) {
    process.send({ outside: String(url) });
    throw new TypeError('nothing leads there');
  }
  return send(routes[from] + String(url).slice(from.length), init);
};

const { handler } = createRequire(import.meta.url)(file);

process.on('message', async ({ id, text, ahead: minutes }) => {
  ahead = minutes;
  try {
    process.send({ id, answer: (await handler(JSON.parse(text), {})) ?? null });
  } catch (error) {
    process.stderr.write(`${inspect(error, { depth: 10, showHidden: true })}\n`);
    process.send({ id, thrown: String(error) });
  }
});
process.send({ ready: true });
