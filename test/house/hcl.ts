/** A value of HCL: a text, a list, an object, or an expression as it is written. */
export type HclValue = string | readonly HclValue[] | { readonly [key: string]: HclValue };

/** A block of HCL: `resource "type" "name" { … }`. */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: Readonly<Record<string, HclValue>>;
  readonly blocks: readonly HclBlock[];
}

const TOKEN =
  /\s*(?:#[^\n]*)?(?:("(?:[^"\\]|\\.)*")|([A-Za-z_][\w.-]*(?:\[[^\]\s]+\][\w.]*)?|\d+(?:\.\d+)?)|([{}[\]=,()]))/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const source = text.replaceAll(/#[^\n"]*$/gm, '').trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(source);
    if (found === null) throw new SyntaxError(`This is no HCL: ${source.slice(at, at + 40)}`);
    tokens.push(found[1] ?? found[2] ?? found[3] ?? '');
  }
  return tokens;
}

/**
 * Reads the part of HCL that the guides use: blocks, attributes, strings, numbers, references, calls, lists and objects.
 *
 * @throws SyntaxError where the text is anything else
 */
export function parseHcl(text: string): readonly HclBlock[] {
  const tokens = tokensOf(text);
  const take = (expected?: string): string => {
    const token = tokens.shift();
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new SyntaxError(`Expected ${expected ?? 'more'}, found ${token ?? 'the end'}.`);
    return token;
  };
  const listUntil = (end: string): readonly HclValue[] => {
    const values: HclValue[] = [];
    while (tokens[0] !== end) {
      values.push(value());
      if (tokens[0] !== end) take(',');
    }
    take(end);
    return values;
  };
  const object = (): HclValue => {
    const fields: Record<string, HclValue> = {};
    while (tokens[0] !== '}') {
      const key = take().replace(/^"(.*)"$/, '$1');
      take('=');
      fields[key] = value();
      if (tokens[0] === ',') take(',');
    }
    take('}');
    return fields;
  };
  const value = (): HclValue => {
    const token = take();
    if (token === '[') return listUntil(']');
    if (token === '{') return object();
    if (/^[{}=,()\]]$/.test(token)) throw new SyntaxError(`Expected a value, found ${token}.`);
    if (tokens[0] !== '(') return token.replace(/^"(.*)"$/, '$1');
    take('(');
    return [token, ...listUntil(')')];
  };
  const body = (isOver: () => boolean): Pick<HclBlock, 'attributes' | 'blocks'> => {
    const attributes: Record<string, HclValue> = {};
    const blocks: HclBlock[] = [];
    while (!isOver()) {
      const type = take();
      if (!/^[A-Za-z_]\w*$/.test(type)) throw new SyntaxError(`Expected a name, found ${type}.`);
      if (tokens[0] === '=') {
        take('=');
        attributes[type] = value();
        continue;
      }
      const labels: string[] = [];
      while (tokens[0]?.startsWith('"')) labels.push(take().slice(1, -1));
      take('{');
      blocks.push({ type, labels, ...body(() => tokens[0] === '}') });
      take('}');
    }
    return { attributes, blocks };
  };
  return body(() => tokens.length === 0).blocks;
}
