/** The most characters of a value or a link that are taken from a webhook; people are shown 100 and 200 of them. */
const MAX_SHOWN = 1000;

/** Returns the value and the link of a webhook as far as they can be shown: they never cost the signal that they belong to. */
export function pickShown(
  value: unknown,
  links: readonly unknown[],
): { readonly value?: string | number; readonly link?: string } {
  const isShown = (link: unknown): link is string =>
    typeof link === 'string' && link.startsWith('https://') && link.length <= MAX_SHOWN;
  const link = links.find(isShown);
  return {
    ...(typeof value === 'string' && { value: value.slice(0, MAX_SHOWN) }),
    ...(typeof value === 'number' && { value }),
    ...(link !== undefined && { link }),
  };
}
