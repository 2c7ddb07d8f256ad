import { DAY_MINUTES, DAYS, UTC, WEEK_MINUTES } from '../../domain/clock.ts';
import type { FreezeWindow } from '../../domain/restrictions/window.ts';
import type { Complaint } from '../read/complaint.ts';
import { type FileHours, hoursPattern, hoursSchema } from '../schema/hours.ts';
import { minuteOfWeek, timeZoneProblem } from './week.ts';

/** Minutes of the week from Monday 00:00; the end may lie in the week after. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Returns the spans of one entry, one for each of its days. */
function spansOf(entry: string): readonly Span[] {
  const [, first = '', last = first, fromHour, fromMinute, toHour = '24', toMinute = '0'] =
    hoursPattern.exec(entry) ?? [];
  const days = 1 + ((DAYS.indexOf(last) - DAYS.indexOf(first) + DAYS.length) % DAYS.length);
  const length = Number(toHour) * 60 + Number(toMinute) - Number(fromHour) * 60 - Number(fromMinute);
  return Array.from({ length: days }, (_, index) => {
    const from = minuteOfWeek(first, Number(fromHour), Number(fromMinute)) + index * DAY_MINUTES;
    return { from, to: from + (length > 0 ? length : length + DAY_MINUTES) };
  });
}

/** Returns spans of the week, in order, none of which touches another; what reaches over Sunday night is continued on Monday. */
function unite(spans: readonly Span[]): readonly Span[] {
  const cut = spans
    .map(({ from, to }) => ({ from: from % WEEK_MINUTES, to: (from % WEEK_MINUTES) + to - from }))
    .flatMap((span) =>
      span.to <= WEEK_MINUTES
        ? [span]
        : [
            { from: span.from, to: WEEK_MINUTES },
            { from: 0, to: span.to - WEEK_MINUTES },
          ],
    );
  const united: Span[] = [];
  for (const span of cut.toSorted((one, other) => one.from - other.from)) {
    const last = united.at(-1);
    if (last !== undefined && span.from <= last.to)
      united[united.length - 1] = { ...last, to: Math.max(last.to, span.to) };
    else united.push(span);
  }
  return united;
}

/** Returns the times of the week between spans, as those from which a weekly freeze begins and ends. */
function gapsBetween(spans: readonly Span[]): readonly Span[] {
  return spans
    .map(({ to }, index) => ({ from: to % WEEK_MINUTES, to: (spans[index + 1] ?? (spans[0] as Span)).from }))
    .filter(({ from, to }) => from !== to);
}

/** True for a day that is written as ending when it begins, which may be meant as all of it or as nothing. */
function isWholeDay(entry: string, length: number): boolean {
  return length === DAY_MINUTES && !entry.endsWith('24:00');
}

/** Returns a complaint for hours that leave no time of the week closed, or name no time zone. @param written as it is in the file */
export function hoursRules(written: unknown): readonly Complaint[] {
  const parsed = hoursSchema.safeParse(written);
  if (!parsed.success) return [];
  const zone = timeZoneProblem(parsed.data.timezone ?? UTC);
  if (zone !== null) return [{ path: ['hours', 'timezone'], ...zone }];
  const same = parsed.data.open.findIndex((entry) =>
    spansOf(entry).some(({ from, to }) => isWholeDay(entry, to - from)),
  );
  if (same >= 0) {
    const remedy = 'Write another end, or 00:00-24:00 for the whole day.';
    return [{ path: ['hours', 'open', same], message: 'It ends when it begins.', remedy }];
  }
  const gaps = gapsBetween(unite(parsed.data.open.flatMap(spansOf)));
  if (gaps.length > 0) return [];
  const remedy = 'Leave hours out, or write `hours: always` for a service that does not keep those of the file.';
  return [{ path: ['hours', 'open'], message: 'These hours are the whole week.', remedy }];
}

/** Returns the weekly freezes outside of release hours. They are disjoint, and in the order of the week. */
export function closedHours({ open, timezone = UTC }: FileHours): readonly FreezeWindow[] {
  const reason = 'outside of the release hours';
  return gapsBetween(unite(open.flatMap(spansOf))).map(
    ({ from, to }): FreezeWindow => ({ kind: 'weekly', from, to, timezone, reason }),
  );
}
