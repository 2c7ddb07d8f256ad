// The concurrency that Serin's functions reserve, by --param="concurrency=…". AWS keeps 100 unreserved in an account, and a new account
// has 10 in all: there every reservation fails the deployment (Lambda Developer Guide, "reserved concurrency").

const RESERVED = { discovery: 10, worker: 5, alarm: 10, timer: 5 };

async function chosen(resolveVariable) {
  const value = String(await resolveVariable('param:concurrency'));
  if (value === 'shared' || value === 'reserved') return value;
  const error = new Error(
    `--param="concurrency=${value}" is neither shared nor reserved. Write --param="concurrency=reserved" in an account with a concurrency of 130 or more; else leave it out.`,
  );
  error.stack = undefined;
  throw error;
}

/** Returns what one function reserves; nothing where the account's concurrency is shared. */
const reservation =
  (amount) =>
  async ({ resolveVariable }) =>
    (await chosen(resolveVariable)) === 'reserved' ? amount : { Ref: 'AWS::NoValue' };

module.exports = Object.fromEntries(Object.entries(RESERVED).map(([name, amount]) => [name, reservation(amount)]));
