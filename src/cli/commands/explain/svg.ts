/** A point of a line; null where there is a gap. */
export type Point = readonly [x: number, y: number | null];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Returns a text for XML. Characters without a look of their own are left out: XML forbids most of them. */
export function escapeXml(text: string): string {
  return text.replace(/\p{C}/gu, '').replace(/[&<>"]/g, (one) => ENTITIES[one] ?? one);
}

const short = (value: number): string => String(Number(value.toFixed(1)));

/** Returns a text at a place. */
export function label(x: number, y: number, text: string, attributes = ''): string {
  return `<text x="${short(x)}" y="${short(y)}"${attributes === '' ? '' : ` ${attributes}`}>${escapeXml(text)}</text>`;
}

/** Returns a straight line. */
export function straight(from: readonly [number, number], to: readonly [number, number], attributes: string): string {
  const [x1, y1, x2, y2] = [...from, ...to].map(short);
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${attributes}/>`;
}

/** Returns a line through points. It breaks at gaps; a point between two gaps is a dot. */
export function path(points: readonly Point[], attributes: string): string {
  const steps = points.map(([x, y], i) => {
    if (y === null) return '';
    const isFirst = i === 0 || points[i - 1]?.[1] === null;
    const isAlone = isFirst && (points[i + 1]?.[1] ?? null) === null;
    return `${isFirst ? 'M' : 'L'}${short(x)} ${short(y)}${isAlone ? 'h0' : ''}`;
  });
  return `<path d="${steps.join('')}" fill="none" stroke-linecap="round" stroke-linejoin="round" ${attributes}/>`;
}

/** Splits a text into lines of at most so many characters, between words. A longer word is cut. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word.slice(0, width));
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Returns a round number that is at least the given one: 1, 2 or 5 times a power of ten. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((step) => step * power >= value) ?? 10) * power;
}
