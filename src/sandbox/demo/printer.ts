import type { Posted, SandboxClient } from '../server/client.ts';

/** Prints the events of a sandbox, line by line, with virtual times. */
export interface Printer {
  /** Prints a heading. */
  title(text: string): void;
  /** Prints one line: the speaker and the text. */
  say(who: string, text: string): void;
  /** Prints new messages of Slack, and the canary's share of the traffic when it changed. */
  tellNews(): Promise<void>;
  /** Lets time pass a minute at a time and prints the news, until `isOver` or until the minutes are used up. */
  passUntil(minutes: number, isOver: () => Promise<boolean>): Promise<void>;
}

/** The dependencies of a printer. */
export interface PrinterDeps {
  readonly client: SandboxClient;
  /** The service whose traffic is printed. */
  readonly service: string;
  /** Virtual time, in milliseconds since the epoch. */
  readonly now: () => number;
  /** True when the terminal shows colours. */
  readonly isColoured: boolean;
  readonly print: (line: string) => void;
}

const BAR_LENGTH = 20;

export function createPrinter({ client, service, now, isColoured, print }: PrinterDeps): Printer {
  const told = new Set<string>();
  let shownWeight: number | null = null;
  const paint = (code: number, text: string): string => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text);

  const line = (time: string, who: string, text: string): void =>
    print(`${paint(2, time)}  ${paint(36, who.padEnd(8))} ${text}`);
  const say = (who: string, text: string): void => line(new Date(now()).toISOString().slice(11, 16), who, text);

  const tellWeight = async (): Promise<void> => {
    const { services } = await client.state();
    const weight = services[service]?.targets[0]?.weight ?? 0;
    if (weight === shownWeight) return;
    shownWeight = weight;
    const filled = Math.ceil((weight / 100) * BAR_LENGTH);
    const bar = paint(33, '█'.repeat(filled)) + paint(2, '░'.repeat(BAR_LENGTH - filled));
    say('traffic', `${bar} ${weight}% on the canary`);
  };

  const tellNews = async (): Promise<void> => {
    const { slack } = await client.state();
    const names = Object.fromEntries(Object.entries(slack.users).map(([name, id]) => [id, name]));
    for (const { id, text } of (await client.messages()).toReversed().flatMap(spokenLines)) {
      if (told.has(id)) continue;
      told.add(id);
      const [, time, entry] = /^\d{4}-\d\d-\d\d (\d\d:\d\d) UTC (.*)$/.exec(text) ?? [];
      if (time === undefined || entry === undefined) say('Serin', toPlainText(text, names));
      else line(time, 'Serin', toPlainText(entry, names));
    }
    await tellWeight();
  };

  return {
    title: (text) => print(`\n${paint(1, text)}`),
    say,
    tellNews,
    passUntil: async (minutes, isOver) => {
      for (let minute = 0; minute < minutes && !(await isOver()); minute += 1) {
        await client.advance('1m');
        await tellNews();
      }
    },
  };
}

/** Returns the lines of a message and its thread; the card itself changes all the time and is left out. */
function spokenLines(posted: Posted): readonly { readonly id: string; readonly text: string }[] {
  const isCard = posted.thread.length > 0;
  return [...(isCard ? [] : [posted]), ...posted.thread].flatMap(({ ts, text }) =>
    text.split('\n').map((part, index) => ({ id: `${ts} ${index}`, text: part })),
  );
}

/** Returns a text without Slack's marks. */
function toPlainText(text: string, names: Readonly<Record<string, string>>): string {
  return text
    .replace(/<!date\^[^|]*\|([^>]*)>/g, '$1')
    .replace(/ ?<http[^|>]*\|[^>]*>\.?/g, '')
    .replace(/<(?:@|!subteam\^)([A-Z0-9]+)>/g, (_, id: string) => names[id] ?? id)
    .replace(/[*`]/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
