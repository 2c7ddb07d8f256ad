import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder into which `npm run build:console` puts the console. */
const CONSOLE = fileURLToPath(new URL('../../../dist/console/', import.meta.url));

/** A file of the console, ready to be sent. */
export interface ConsoleFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The content security policy: the console runs only its own scripts; React and the charts set styles on elements. */
const POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

/**
 * Reads the files of the console once and returns them by path; the page is at `/`. The names of assets carry a hash of their
 * content, so browsers may keep them. Empty when the console was not built.
 */
export function consoleFiles(folder = CONSOLE): ReadonlyMap<string, ConsoleFile> {
  const names = (path: string): readonly string[] => {
    try {
      return readdirSync(path, { recursive: true, encoding: 'utf8' });
    } catch {
      // Not built: the sandbox is usable without its page.
      return [];
    }
  };
  return new Map(
    names(folder)
      .filter((name) => extname(name) in TYPES)
      .map((name) => {
        const isPage = name === 'index.html';
        const headers = {
          'content-type': TYPES[extname(name)] as string,
          'cache-control': isPage ? 'no-cache' : 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
          ...(isPage ? { 'content-security-policy': POLICY } : {}),
        };
        return [isPage ? '/' : `/${name}`, { headers, body: readFileSync(join(folder, name)) }];
      }),
  );
}
