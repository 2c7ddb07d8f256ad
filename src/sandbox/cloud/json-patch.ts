import { isDeepStrictEqual } from 'node:util';

/** An operation of a JSON patch (RFC 6902); `move` and `copy` are not modelled. */
export interface PatchOperation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

/** Thrown when a patch does not fit the document: a `test` fails, or a path does not exist. */
export class PatchRefused extends Error {
  readonly code = 'patch-refused';
  constructor({ op, path }: PatchOperation) {
    super(`${op} of ${path} does not fit`);
    this.name = 'PatchRefused';
  }
}

type Node = Record<string, unknown> | unknown[];

/** Applies a JSON patch to a copy of a document: all of it or nothing. @throws PatchRefused */
export function applyPatch<T>(document: T, operations: readonly PatchOperation[]): T {
  const root = { document: structuredClone(document) };
  for (const operation of operations) {
    const keys = ['document', ...operation.path.split('/').slice(1).map(unescapePointer)];
    const last = keys.pop() as string;
    const parent = keys.reduce<unknown>((node, key) => (isNode(node) ? node[key as never] : undefined), root);
    if (!isNode(parent)) throw new PatchRefused(operation);
    apply(parent, last, operation);
  }
  return root.document;
}

function apply(parent: Node, key: string, operation: PatchOperation): void {
  const { op, value } = operation;
  const isThere = Object.hasOwn(parent, key);
  if (op === 'test' && isThere && isDeepStrictEqual(parent[key as never], value)) return;
  if (op === 'add') {
    put(parent, key, operation);
    return;
  }
  if (op === 'replace' && isThere) {
    (parent as Record<string, unknown>)[key] = structuredClone(value);
    return;
  }
  if (op !== 'remove' || !isThere) throw new PatchRefused(operation);
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

function put(parent: Node, key: string, operation: PatchOperation): void {
  const value = structuredClone(operation.value);
  if (!Array.isArray(parent)) {
    parent[key] = value;
    return;
  }
  const position = key === '-' ? parent.length : Number(key);
  if (!Number.isInteger(position) || position < 0 || position > parent.length) throw new PatchRefused(operation);
  parent.splice(position, 0, value);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** Unescapes a part of a JSON pointer (RFC 6901). */
function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
