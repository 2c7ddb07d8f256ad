import { describe, expect, it } from 'vitest';
import { type Api, createFaults, errorCode, isDenied } from '../../../src/adapters/shared/fault.ts';

class Changed extends Error {}
class Fault extends Error {
  readonly code: string;
  readonly permanent: boolean;
  constructor(code: string, message: string, permanent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.permanent = permanent;
  }
}
const { toFault, faulting } = createFaults({ changed: Changed, fault: Fault, failed: 'did not answer for' });

const api: Api = {
  name: 'Lambda',
  permanent: { ResourceNotFoundException: 'Check whether it was deleted.' },
  worded: [
    { code: 'ResourceConflictException', words: /Failed/, remedy: 'Publish a new version.' },
    { code: 'ResourceConflictException', words: /Inactive/, remedy: 'Call it once.' },
  ],
  needs: 'lambda:GetAlias and lambda:UpdateAlias',
};
const anError = (name: string, message = 'no', more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

describe('the code of an error', () => {
  it.each([
    ["AWS's name of it", anError('Throttling'), 'Throttling'],
    ["AWS's name also where there is a code", anError('Throttling', 'no', { code: 'E1' }), 'Throttling'],
    ["Node's code of a connection that failed", anError('Error', 'no', { code: 'ECONNRESET' }), 'ECONNRESET'],
    ['the name where the code is no text', anError('Error', 'no', { code: 7 }), 'Error'],
    ['the name where there is no code', new Error('no'), 'Error'],
    ['unknown where it is no error at all', 'away', 'Unknown'],
    ['unknown where it is nothing', undefined, 'Unknown'],
  ])('is %s', (_what, error, code) => {
    expect(errorCode(error)).toBe(code);
  });
});

describe('a refusal for want of a permission', () => {
  it.each([
    [anError('AccessDenied'), true],
    [anError('UnknownError', 'no', { $metadata: { httpStatusCode: 403 } }), true],
    [anError('UnknownError', 'no', { $metadata: { httpStatusCode: 500 } }), false],
    [anError('Throttling'), false],
    [null, false],
    ['AccessDenied', false],
  ])('is told from everything else: %s', (error, denied) => {
    expect(isDenied(error)).toBe(denied);
  });

  it('names what to allow: what AWS names, else what the calls take, else nothing in particular', () => {
    const named = anError('AccessDenied', 'User x is not authorized to perform: lambda:UpdateAlias on y');
    expect(toFault(named, api, 'api').message).toContain('Allow lambda:UpdateAlias to this role');
    expect(toFault(anError('AccessDenied'), api, 'api')).toMatchObject({
      permanent: true,
      message: expect.stringContaining('Allow lambda:GetAlias and lambda:UpdateAlias to this role'),
    });
    const { needs: _, ...unknowing } = api;
    expect(toFault(anError('AccessDenied'), unknowing, 'api').message).toContain('Allow what was refused to this role');
  });
});

describe('an error that a retry cannot help', () => {
  it.each([
    ['by its code', anError('ResourceNotFoundException'), 'Check whether it was deleted.'],
    ['by its words', anError('ResourceConflictException', "is 'Failed' now"), 'Publish a new version.'],
    ['by other words of the same code', anError('ResourceConflictException', 'is Inactive now'), 'Call it once.'],
  ])('is permanent, with what to do: %s', (_how, error, remedy) => {
    const fault = toFault(error, api, 'api:live');
    expect(fault).toMatchObject({ permanent: true, code: error.name, cause: error });
    expect(fault.message).toBe(`Lambda refused api:live (${error.name}: ${error.message}). ${remedy}`);
  });

  it.each([
    [
      'a code that stands for several things, in words that are not known',
      anError('ResourceConflictException', 'Pending'),
    ],
    ['the words of another code', anError('TooManyRequestsException', 'Failed')],
  ])('is not taken for one: %s', (_what, error) => {
    expect(toFault(error, api, 'api:live')).toMatchObject({ permanent: false });
    expect(toFault(error, { name: 'Lambda', permanent: {} }, 'api:live')).toMatchObject({ permanent: false });
  });
});

describe('calls for a subject', () => {
  it('give what they give, or a fault with the first line of what was said', async () => {
    await expect(faulting(api, 'api', async () => 7)).resolves.toBe(7);
    await expect(faulting(api, 'api', () => Promise.reject('away\nfor long'))).rejects.toMatchObject({
      permanent: false,
      code: 'Unknown',
      message: 'Lambda did not answer for api (Unknown: away). This can pass by itself.',
    });
  });

  it('leave a fault, and that the subject changed, as they come', async () => {
    const fault = new Fault('mine', 'Text', true);
    await expect(faulting(api, 'api', () => Promise.reject(fault))).rejects.toBe(fault);
    const changed = new Changed();
    await expect(faulting(api, 'api', () => Promise.reject(changed))).rejects.toBe(changed);
  });
});
