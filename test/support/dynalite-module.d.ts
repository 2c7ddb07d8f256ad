/** What is used of dynalite, which comes without types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  function dynalite(options?: { readonly path?: string; readonly createTableMs?: number }): Server;
  export = dynalite;
}
