import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { openAccount } from '../open-account.ts';
import { createTerminal } from '../terminal/process-terminal.ts';
import { runAction } from './run-action.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

process.exitCode = await runAction({
  environment: process.env,
  terminal: createTerminal(),
  open: openAccount,
  append: (path, text) => appendFile(path, text),
  secretWord: `serin-${randomUUID()}`,
});
