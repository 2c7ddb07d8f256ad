// Loaded before the code of Serin in each process of the newcomer's test: the clock is the test's, and what would go to Slack or to STS goes
// to the servers of the test. Nothing of Serin is replaced.
const { offset, routes } = JSON.parse(process.env.SERIN_TEST_WORLD);

const RealDate = Date;
globalThis.Date = class ShiftedDate extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + offset] : given));
  }
  static now() {
    return RealDate.now() + offset;
  }
};

const realFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const url = new URL(typeof input === 'string' ? input : (input.url ?? input.href));
  if (url.hostname === '127.0.0.1') return realFetch(input, init);
  // A slash command's answer goes to an address of its own; nobody reads it here.
  if (url.hostname === 'hooks.slack.com') return Promise.resolve(new Response('ok'));
  const route = routes.find(([pattern]) => new RegExp(pattern).test(url.hostname));
  if (route === undefined) return Promise.reject(new TypeError(`The test has no ${url.hostname}.`));
  return realFetch(new URL(url.pathname + url.search, route[1]), init);
};
