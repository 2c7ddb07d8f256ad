import { packageFile } from '../package-file.ts';
import { type Exit, exit, type Terminal } from '../terminal/terminal.ts';

/** The placeholder for the address: a name that never resolves (RFC 6761). */
const PLACEHOLDER = 'https://serin.invalid/slack/events';

/** The path that the HTTP API routes to the Slack function. */
const PATH = '/slack/events';

/** The manifest of the Slack app, in the root of the package. */
export const manifestPath = packageFile('slack-manifest.yml');

/** Prints the manifest of the Slack app with the address of this installation, given as its origin or with the path. */
export async function manifest(url: string, terminal: Terminal): Promise<Exit> {
  const address = parseAddress(url);
  if (address === null) {
    terminal.err(
      `${url} is not an address that Slack takes. Give the SlackUrl among the outputs of the stack: https://…`,
    );
    return exit.refused;
  }
  const text = await terminal.read(manifestPath);
  terminal.out(text.replaceAll(PLACEHOLDER, address).trimEnd());
  return exit.done;
}

function parseAddress(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, origin, pathname, search, hash } = new URL(url);
  if (protocol !== 'https:' || search + hash !== '') return null;
  return pathname === '/' || pathname === PATH ? origin + PATH : null;
}
