import { describe, expect, it } from 'vitest';
import { faulting, toFault } from '../../../src/adapters/targets/fault.ts';
import { TargetChanged, TargetFault } from '../../../src/ports/target.ts';

const api = { name: 'Lambda', permanent: { ResourceNotFoundException: 'Check whether it was deleted.' } };
const anError = (name: string) => Object.assign(new Error('Rate exceeded\nand more'), { name });

describe('the error of an API as a fault', () => {
  it('says that it can pass, and promises nothing: a start is not tried again, a shift is', () => {
    expect(toFault(anError('Throttling'), api, 'lambda-alias api:live')).toMatchObject({
      code: 'Throttling',
      permanent: false,
      message: 'Lambda did not do it for lambda-alias api:live (Throttling: Rate exceeded). This can pass by itself.',
    });
  });

  it('says what to do where trying again cannot help', () => {
    expect(toFault(anError('ResourceNotFoundException'), api, 'lambda-alias api:live')).toMatchObject({
      permanent: true,
      message: expect.stringMatching(/^Lambda refused .* Check whether it was deleted\.$/),
    });
  });

  it('leaves a fault and a change by somebody else as they are', async () => {
    const fault = new TargetFault('mine', 'Text', true);
    expect(toFault(fault, api, 'x')).toBe(fault);
    const changed = new TargetChanged('lambda-alias api:live');
    await expect(faulting(api, 'x', () => Promise.reject(changed))).rejects.toBe(changed);
  });
});
