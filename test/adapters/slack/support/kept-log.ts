import type { Log } from '../../../../src/ports/log.ts';

/** A log that keeps its lines. */
export interface KeptLog extends Log {
  readonly lines: {
    readonly level: 'info' | 'warn' | 'error';
    readonly fields: Readonly<Record<string, unknown>>;
    readonly message: string;
  }[];
}

/** Keeps what is logged instead of writing it. */
export function keptLog(): KeptLog {
  const lines: KeptLog['lines'] = [];
  const keep = (level: 'info' | 'warn' | 'error') => (fields: Readonly<Record<string, unknown>>, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, info: keep('info'), warn: keep('warn'), error: keep('error') };
}
