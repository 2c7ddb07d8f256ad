import { type Fields, isFields } from './template.ts';

/** Marks a variable that the file alone does not resolve. */
const UNKNOWN = Symbol('unknown');

/** The most rounds of filling in: a variable may stand for a text with variables. */
const ROUNDS = 20;

/** The stage that the file is read for, and the values of `${param:…}` that are given. */
interface Chosen {
  readonly stage: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Fills in the variables of a serverless.yml that the file itself answers: `${self:…}` with its defaults, the stage, and the given
 * parameters. Others, such as `${env:…}`, stay as they are. Source: Serverless Framework documentation, "Variables".
 */
export function fillVariables(value: unknown, root: Fields, chosen: Chosen): unknown {
  if (typeof value === 'string') return fillText(value, root, chosen);
  if (Array.isArray(value)) return value.map((part) => fillVariables(part, root, chosen));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fillVariables(part, root, chosen)]));
}

/** Returns the stage that a file deploys where no option names another one. */
export function usualStage(root: Fields): string {
  const written = isFields(root.provider) ? root.provider.stage : undefined;
  if (typeof written !== 'string') return 'dev';
  const usual = /^\$\{\s*opt:stage\s*,\s*(.+)\}$/.exec(written)?.[1]?.trim();
  const filled = usual === undefined ? written : fillText(`\${${usual}}`, root, { stage: 'dev', parameters: {} });
  return typeof filled === 'string' && !filled.includes('${') ? filled : 'dev';
}

function fillText(text: string, root: Fields, chosen: Chosen): unknown {
  let now = text;
  for (let round = 0; round < ROUNDS; round++) {
    const whole = /^\$\{([^${}]+)\}$/.exec(now)?.[1];
    const found = whole === undefined ? UNKNOWN : lookUp(whole, root, chosen);
    if (found !== UNKNOWN && typeof found !== 'string') return fillVariables(found, root, chosen);
    const next =
      typeof found === 'string'
        ? found
        : now.replace(/\$\{([^${}]+)\}/g, (variable, inner: string) => {
            const value = lookUp(inner, root, chosen);
            return typeof value === 'string' || typeof value === 'number' ? String(value) : variable;
          });
    if (next === now) return now;
    now = next;
  }
  return now;
}

/** Returns the value of a variable: of the first of its sources that has one. */
function lookUp(variable: string, root: Fields, chosen: Chosen): unknown {
  for (const source of variable.split(',').map((part) => part.trim())) {
    const literal = /^(['"])(.*)\1$/.exec(source)?.[2];
    if (literal !== undefined) return literal;
    if (source === 'opt:stage' || source === 'sls:stage' || source === 'self:provider.stage') return chosen.stage;
    const parameter = /^param:(.+)$/.exec(source)?.[1];
    if (parameter !== undefined && Object.hasOwn(chosen.parameters, parameter)) return chosen.parameters[parameter];
    const path = /^self:(.+)$/.exec(source)?.[1];
    if (path === undefined) return UNKNOWN;
    const value = path.split('.').reduce<unknown>((at, key) => (isFields(at) ? at[key] : undefined), root);
    if (value !== undefined && value !== null) return value;
  }
  return UNKNOWN;
}
