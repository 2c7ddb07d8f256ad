import { type Fields, isFields } from './template.ts';

/** Marks a variable that the file alone does not resolve. */
const UNKNOWN = Symbol('unknown');

/** The most rounds of filling in: a variable may stand for a text with variables. */
const ROUNDS = 20;

/**
 * Fills in the variables of a serverless.yml that the file itself answers: `${self:…}` with its defaults, and the stage. Others, such as
 * `${env:…}`, stay as they are. Source: Serverless Framework documentation, "Variables".
 */
export function fillVariables(value: unknown, root: Fields, stage: string): unknown {
  if (typeof value === 'string') return fillText(value, root, stage);
  if (Array.isArray(value)) return value.map((part) => fillVariables(part, root, stage));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fillVariables(part, root, stage)]));
}

/** Returns the stage that a file deploys where no option names another one. */
export function usualStage(root: Fields): string {
  const written = isFields(root.provider) ? root.provider.stage : undefined;
  if (typeof written !== 'string') return 'dev';
  const usual = /^\$\{\s*opt:stage\s*,\s*(.+)\}$/.exec(written)?.[1]?.trim();
  const filled = usual === undefined ? written : fillText(`\${${usual}}`, root, 'dev');
  return typeof filled === 'string' && !filled.includes('${') ? filled : 'dev';
}

function fillText(text: string, root: Fields, stage: string): unknown {
  let now = text;
  for (let round = 0; round < ROUNDS; round++) {
    const whole = /^\$\{([^${}]+)\}$/.exec(now)?.[1];
    const found = whole === undefined ? UNKNOWN : lookUp(whole, root, stage);
    if (found !== UNKNOWN && typeof found !== 'string') return fillVariables(found, root, stage);
    const next =
      typeof found === 'string'
        ? found
        : now.replace(/\$\{([^${}]+)\}/g, (variable, inner: string) => {
            const value = lookUp(inner, root, stage);
            return typeof value === 'string' || typeof value === 'number' ? String(value) : variable;
          });
    if (next === now) return now;
    now = next;
  }
  return now;
}

/** Returns the value of a variable: of the first of its sources that has one. */
function lookUp(variable: string, root: Fields, stage: string): unknown {
  for (const source of variable.split(',').map((part) => part.trim())) {
    const literal = /^(['"])(.*)\1$/.exec(source)?.[2];
    if (literal !== undefined) return literal;
    if (source === 'opt:stage' || source === 'sls:stage' || source === 'self:provider.stage') return stage;
    const path = /^self:(.+)$/.exec(source)?.[1];
    if (path === undefined) return UNKNOWN;
    const value = path.split('.').reduce<unknown>((at, key) => (isFields(at) ? at[key] : undefined), root);
    if (value !== undefined && value !== null) return value;
  }
  return UNKNOWN;
}
