import { describe, expect, it } from 'vitest';
import { forward, lazy } from '../../../src/adapters/shared/lazy.ts';

interface Port {
  read(name: string): Promise<string>;
  write(name: string, value: string): Promise<void>;
}

const METHODS = { read: true, write: true } as const;

function aPort(said: string[], label = 'one'): Port {
  return {
    read: async (name) => `${label} ${name}`,
    write: async (name, value) => {
      said.push(`${label} ${name}=${value}`);
    },
  };
}

describe('a lazy adapter', () => {
  it('is loaded at the first call, once for all its methods', async () => {
    let loads = 0;
    const said: string[] = [];
    const port = lazy<Port>(async () => {
      loads += 1;
      return aPort(said);
    }, METHODS);
    expect(loads).toBe(0);
    const [read] = await Promise.all([port.read('x'), port.write('x', 'y')]);
    expect({ read, said, loads }).toEqual({ read: 'one x', said: ['one x=y'], loads: 1 });
  });

  it('has exactly the methods that were named', () => {
    expect(Object.keys(lazy<Port>(async () => aPort([]), METHODS))).toEqual(['read', 'write']);
  });

  it('passes a failed load on as a rejection', async () => {
    const port = lazy<Port>(() => Promise.reject(new Error('no such module')), METHODS);
    await expect(port.read('x')).rejects.toThrow('no such module');
  });
});

describe('a forwarded port', () => {
  it('asks for the real one at each call', async () => {
    let label = 'one';
    const port = forward<Port>(async () => aPort([], label), METHODS);
    expect(await port.read('x')).toBe('one x');
    label = 'two';
    expect(await port.read('x')).toBe('two x');
  });
});
