import { createServer, type ServerResponse } from 'node:http';
import { close, listen } from '../../../src/sandbox/server/listen.ts';
import type { anSdkFlag } from './a-flags-table.ts';

/** LaunchDarkly's stream of flags on the loopback interface: everything at once when somebody connects. */
export interface FlagStream {
  readonly url: string;
  /** What is sent from the next connection on. */
  serve(flags: readonly ReturnType<typeof anSdkFlag>[]): void;
  /** How many have connected so far. */
  connections(): number;
  /** Ends all connections without a word, as a NAT does that forgot them. */
  drop(): void;
  stop(): Promise<void>;
}

export async function startFlagStream(): Promise<FlagStream> {
  let sent = '';
  let connections = 0;
  const open = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    connections += 1;
    open.add(response);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`event: put\ndata: ${sent}\n\n`);
  });
  const url = await listen(server, 0);
  return {
    url,
    serve: (flags) => {
      const byKey = Object.fromEntries(flags.map((flag) => [flag.key, flag]));
      sent = JSON.stringify({ path: '/', data: { flags: byKey, segments: {} } });
    },
    connections: () => connections,
    drop: () => {
      for (const response of open) response.destroy();
      open.clear();
    },
    stop: () => close(server),
  };
}
