import { expect } from 'vitest';
import { createBus } from '../../../../src/adapters/aws/eventbridge/bus.ts';
import type { PutEntries } from '../../../../src/adapters/aws/eventbridge/put-event.ts';
import { type Deviations, rules } from '../contract.ts';
import { aCommand } from '../support/a-command.ts';

/** What the Bus does on an EventBridge that has one bus of its own, `serin`. */
export function busContract(put: () => PutEntries, deviations: Deviations = {}): void {
  const it = rules(deviations);

  it('sends a command', async () => {
    await expect(createBus({ put: put(), busName: 'serin' }).send(aCommand())).resolves.toBeUndefined();
  });

  it('throws when the bus does not exist', async () => {
    const sent = createBus({ put: put(), busName: 'absent' }).send(aCommand());
    await expect(sent).rejects.toThrow(/bus absent/);
  });

  it('throws for a command of 256 KB or more', async () => {
    const sent = createBus({ put: put(), busName: 'serin' }).send(aCommand('ü'.repeat(128 * 1024)));
    await expect(sent).rejects.toMatchObject({ code: 'command-too-large' });
  });
}
