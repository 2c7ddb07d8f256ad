import { type CheckedBaseline, checkBaseline } from '../../../config/analysis/baseline.ts';

const FENCED = /```(?:json)?([\s\S]*?)```/g;

/** Matches a line that `JSON.stringify` writes with an indentation; a bare number counts only where it is indented. */
const OF_JSON =
  /^(?:\s*(?:"(?:[^"\\]|\\.)*": )?(?:[[\]{}]{1,2}|"(?:[^"\\]|\\.)*"|true|false|null)|\s*"(?:[^"\\]|\\.)*": -?\d[\d.eE+-]*|\s+-?\d[\d.eE+-]*),?\s*$/;

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/**
 * Reads a baseline: its JSON, or text that a person copied from the thread of a rollout. Accepts all parts in order, with or
 * without code fences, with titles and times in between, and with Slack's three entities.
 */
export function readBaseline(text: string): CheckedBaseline {
  const value = parseOrUndefined(text) ?? parseOrUndefined(extractCopiedJson(text));
  if (value !== undefined) return checkBaseline(value);
  return {
    ok: false,
    problems: [
      'There is no whole JSON document in it. Copy every message of the baseline from the thread, in order, into the file.',
    ],
  };
}

/** Returns the JSON in a text copied from Slack. Line ends are dropped: a JSON string never contains one. */
function extractCopiedJson(text: string): string {
  const fenced = [...text.matchAll(FENCED)].map(([, inside = '']) => inside);
  const lines = fenced.length > 0 ? fenced : text.split(/\r?\n/).filter((line) => OF_JSON.test(line));
  return lines
    .join('')
    .replace(/[\r\n]/g, '')
    .replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity);
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
