// What the parameters of serverless.yml that narrow Serin's permissions may be. Each stands in an ARN, in the place of one name:
// a list, an ARN or a space would make an ARN that matches nothing, which would show only when AWS refuses Serin.

const NAME = /^[\w.*?-]+$/;
const PATH = /^[\w.*?-]+(\/[\w.*?-]+)*$/;
const KEY = /^[^,\s]+$/;

/** What each may be, in words, and an example. `*` stands for any characters, `?` for one. */
const PARAMETERS = {
  functions: [NAME, 'the name of a Lambda function', 'checkout-*'],
  hooks: [NAME, 'the name of a Lambda function', 'shop-*'],
  shared: [PATH, 'a path of SSM without its first /', 'shop/*'],
  zones: [NAME, 'the id of a hosted zone', 'Z0123456789ABCDEFGHIJ'],
  apis: [NAME, 'the id of a REST API', 'a1b2c3d4e5'],
  buckets: [NAME, 'the name of a bucket', 'shop-web-*'],
  versionFiles: [KEY, 'the key of an object', '*/version.json'],
  stores: [NAME, 'the id of a KeyValueStore', '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'],
  clusters: [NAME, 'the name of a cluster of ECS', 'prod'],
  loadBalancers: [NAME, 'the name of an Application Load Balancer', 'orders-*'],
};

function complaint(name, value, [, what, example]) {
  const problem = value.includes(',') ? 'is a list, and Serin takes one' : `is not ${what}`;
  return `--param="${name}=${value}" ${problem}. Write ${what}, or one pattern that matches all: --param="${name}=${example}"`;
}

/** Refuses to package with what would match nothing, all of it at once. */
module.exports = async ({ resolveVariable }) => {
  const wrong = [];
  for (const [name, parameter] of Object.entries(PARAMETERS)) {
    const value = String(await resolveVariable(`param:${name}`));
    if (!parameter[0].test(value)) wrong.push(complaint(name, value, parameter));
  }
  if (wrong.length === 0) return 'checked';
  const error = new Error(wrong.join('\n'));
  error.stack = undefined;
  throw error;
};
