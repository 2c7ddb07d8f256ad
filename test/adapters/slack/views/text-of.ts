import type { View } from '../../../../src/adapters/slack/views/parts/view.ts';

/** Everything a view says in its blocks, as one text. */
export function textOf(view: View): string {
  const texts: string[] = [];
  const walk = (node: unknown): void => {
    const members = typeof node === 'object' && node !== null ? Object.entries(node) : [];
    for (const [key, value] of members) {
      if (key === 'text' && typeof value === 'string') texts.push(value);
      else walk(value);
    }
  };
  walk(view.blocks);
  return texts.join('\n');
}

/** The buttons of a view, by the names of their commands, with what each carries. */
export function buttonsOf(
  view: View,
): Readonly<Record<string, { readonly value: unknown; readonly confirms: boolean; readonly label: string }>> {
  const actions = view.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
  return Object.fromEntries(
    actions.flatMap((element) =>
      element.type === 'button'
        ? [
            [
              element.action_id?.replace('serin:', ''),
              {
                value: JSON.parse(element.value ?? ''),
                confirms: element.confirm !== undefined,
                label: element.text.text,
              },
            ],
          ]
        : [],
    ),
  );
}
