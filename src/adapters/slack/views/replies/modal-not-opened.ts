import { section } from '../parts/blocks.ts';
import type { ModalName } from '../parts/modal.ts';
import type { View } from '../parts/view.ts';

const typed = {
  reject: (service) => `/canary reject ${service} <reason>`,
} satisfies Record<Exclude<ModalName, 'start'>, (service: string) => string>;

/** Says that a click opened no modal, and how to ask for the same without one. */
export function modalNotOpened(name: keyof typeof typed, service: string): View {
  const command = typed[name](service).replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const text = `⛔ Slack did not open the form of this button. Nothing was changed. Click it again, or type \`${command}\`.`;
  return { text, blocks: [section(text)] };
}

/** Says that a command opened no form of a start, and how to ask for the same without one. */
export function startNotOpened(): View {
  const text =
    '⛔ Slack did not open the form. Nothing was started. Try again, or type `/canary start &lt;service&gt; &lt;version&gt;`; `/canary help` explains all commands.';
  return { text, blocks: [section(text)] };
}
