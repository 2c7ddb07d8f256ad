/** Returns what a phone shows of a message's text: mentions by name, links by their words, no formatting. */
export function pushText(text: string, names: Readonly<Record<string, string>>): string {
  return text
    .replace(/<(?:@|!subteam\^)([A-Z0-9]+)(?:\|[^>]*)?>/g, (_all, id: string) => `@${names[id] ?? id}`)
    .replace(/<(?:[^>|]*\|)?([^>]*)>/g, '$1')
    .replace(/[*`]/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
