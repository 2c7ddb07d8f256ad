import { describe, expect, it } from 'vitest';
import { readClock, readDeploy, readFault } from '../../../src/sandbox/server/bodies.ts';

describe('the body of /sandbox/clock', () => {
  it.each([
    ['{"speed": 60}', { speed: 60 }],
    ['{"speed": 0}', { speed: 0 }],
    ['{"advance": "10m"}', { advanceMs: 600_000 }],
    ['{"advance": "1h30m"}', { advanceMs: 5_400_000 }],
    ['{"advance": "24h"}', { advanceMs: 86_400_000 }],
  ])('takes %s', (text, value) => {
    expect(readClock(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['{"speed": -1}', ['speed: ']],
    ['{"speed": 60, "advance": "10m"}', ['give either speed']],
    ['{}', ['give either speed']],
    ['{"advance": "soon"}', ['advance: is not a duration']],
    ['{"advance": "24h1m"}', ['advance: is longer than 24h']],
    ['{"speed": "fast", "pace": 1}', ['speed: ', 'pace']],
    ['[]', ['expected object']],
    ['speed', ['the body is not JSON']],
  ])('says everything that is wrong with %s', (text, problems) => {
    expect(readClock(text)).toEqual({
      ok: false,
      problems: problems.map((problem) => expect.stringContaining(problem)),
    });
  });
});

describe('the body of /sandbox/faults', () => {
  const services = ['checkout', 'calls'];

  it('takes a rate, a time, or both', () => {
    const fault = { service: 'calls', arm: 'canary', errorRate: 0.5, latencyMs: 900 };
    expect(readFault(JSON.stringify(fault), services)).toEqual({ ok: true, value: fault });
  });

  it('says everything that is wrong at once', () => {
    const body = JSON.stringify({ service: 'shop', arm: 'both', errorRat: 1 });
    expect(readFault(body, services)).toEqual({
      ok: false,
      problems: [
        'service: must be one of checkout, calls',
        'arm: must be canary or stable',
        expect.stringContaining('errorRat'),
        'give errorRate (0 to 1), latencyMs (the median), or both',
      ],
    });
  });

  it.each([{ errorRate: 1.1 }, { errorRate: -0.1 }, { latencyMs: 0 }])('refuses %j', (change) => {
    const body = JSON.stringify({ service: 'calls', arm: 'stable', ...change });
    expect(readFault(body, services)).toMatchObject({
      ok: false,
      problems: [expect.stringContaining(Object.keys(change)[0] as string)],
    });
  });
});

describe('the body of /sandbox/deploy', () => {
  it('takes a version, and which components are deployed', () => {
    const asked = { service: 'shop', version: 'v55', only: ['lambda-functions'] };
    expect(readDeploy(JSON.stringify(asked), ['shop'])).toEqual({ ok: true, value: asked });
  });

  it('says everything that is wrong at once', () => {
    const asked = { service: 'checkout', version: 'v 55', only: ['functions'] };
    expect(readDeploy(JSON.stringify(asked), ['shop'])).toEqual({
      ok: false,
      problems: [
        'service: must be one of shop',
        'version: must be a label like v55',
        'only.0: must be one of lambda-functions, api-stage, frontend',
      ],
    });
    expect(readDeploy(JSON.stringify({ ...asked, version: 'v55', only: undefined }), [])).toEqual({
      ok: false,
      problems: ['service: is none that a pipeline deploys here'],
    });
  });
});
