import { spawn } from 'node:child_process';

/** A moto server that was started for one test file. */
export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts moto, an AWS that is not ours, on a free port of the loopback interface. It takes any credentials.
 * @throws when `moto_server` is not on the PATH or ends before it listens.
 */
export function startMoto(): Promise<Moto> {
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  return new Promise((resolve, reject) => {
    let said = '';
    server.once('error', (cause) =>
      reject(new Error('moto_server did not start. Install it with: pip install "moto[server]"', { cause })),
    );
    server.once('exit', (code) => reject(new Error(`moto_server ended with ${code} before it listened:\n${said}`)));
    server.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-4000);
      const url = /Running on (http:\/\/\S+)/.exec(said)?.[1];
      if (url === undefined) return;
      resolve({
        url,
        stop: () => {
          server.kill();
          return ended;
        },
      });
    });
  });
}
