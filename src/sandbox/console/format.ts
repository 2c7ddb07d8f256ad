const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });

/** Formats a time as `09:05`, in the reader's zone. */
export function clockTime(at: number): string {
  return time.format(at);
}

/** Formats a time as `09:05:20`, in the reader's zone. */
export function clockSeconds(at: number): string {
  return seconds.format(at);
}

/** Formats a day as `Mon 5 Jan`. */
export function calendarDay(at: number): string {
  return day.format(at);
}

/** Formats a duration in its two largest units, rounded up to the minute: `1 h 05 min`, `4 h`, `9 min`. @param ms 0 or more */
export function formatDuration(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = `${Math.floor(minutes / 60)} h`;
  return minutes % 60 === 0 ? hours : `${hours} ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Formats a share as `12.5%`, with as many digits as its size needs. @param value in percent */
export function percent(value: number): string {
  const digits = value !== 0 && value < 10 ? (value < 0.1 ? 2 : 1) : value % 1 === 0 ? 0 : 1;
  return `${Number(value.toFixed(digits))}%`;
}

const shortNumbers = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const decimals = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Formats a number with at most one digit after the point: `19,600`, `0.3`. */
export function shortNumber(value: number): string {
  return shortNumbers.format(value).replace('-', '−');
}

/** Formats a number with one digit after the point, so that columns of them align: `5.0`, `−2.2`. */
export function decimal(value: number): string {
  return decimals.format(value).replace('-', '−');
}

/** Formats a duration as `850 ms` or `1.2 s`. */
export function milliseconds(value: number): string {
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}

/** Returns a text with a capital first letter. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
