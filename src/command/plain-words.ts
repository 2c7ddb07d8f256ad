/** The maximum length of a text that is read, in characters; Slack's own composer stops far below. */
const MAX_TEXT_LENGTH = 4000;

/** Replaces Slack's references (`<@U1|bob>`, `<#C1|deploys>`, `<!subteam^S1|@team>`, `<https://x|x>`) by readable text. */
function withoutReferences(text: string): string {
  return text.replace(
    /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g,
    (_whole, sigil: string, target: string, label?: string) => {
      if (sigil === '!') return `@${(label ?? target.replace(/^subteam\^/, '')).replace(/^@/, '')}`;
      return `${sigil}${label || target}`;
    },
  );
}

/** Decodes the three entities that Slack escapes; the ampersand comes last, or `&amp;lt;` would turn into `<`. */
function withoutEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * Returns the text after a slash command as plain text: references and entities resolved, quotes straightened, long dashes
 * before a word turned back into `--`, unusual and invisible spaces made ordinary.
 */
export function plainText(typed: string): string {
  return withoutEntities(withoutReferences(typed.slice(0, MAX_TEXT_LENGTH)))
    .replace(/[\u2018\u2019\u201a\u201b]/g, "'")
    .replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb]/g, '"')
    .replace(/[\u200b-\u200f\u2060\ufeff\u202a-\u202e]/g, '')
    .replace(/[\p{Z}\p{Cc}]+/gu, ' ')
    .replace(/(^| )[\u2012-\u2015]+(?=\S)/g, '$1--')
    .trim();
}

/** Returns the words of a plain text, without the quotes or backticks around a word. */
export function splitWords(text: string): readonly string[] {
  return text
    .split(' ')
    .map((word) => word.replace(/^["'`]+|["'`]+$/g, ''))
    .filter((word) => word !== '');
}
