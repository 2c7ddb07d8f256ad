import { expect, test } from 'vitest';
import { rejectModal } from '../../../../src/adapters/slack/views/modals/reject.ts';
import { decodeMetadata, type ModalMetadata, sayingModal } from '../../../../src/adapters/slack/views/parts/modal.ts';
import { commandLimits } from '../../../../src/command/limits.ts';

const longest: ModalMetadata = {
  service: `a${'b'.repeat(39)}`,
  rollout: 'r'.repeat(commandLimits.key),
  step: Number.MAX_SAFE_INTEGER,
  since: Number.MAX_SAFE_INTEGER,
  from: {
    channelId: 'C'.repeat(commandLimits.id),
    channelName: '"'.repeat(commandLimits.name),
    responseUrl: 'h'.repeat(commandLimits.responseUrl),
  },
};

// Source: "Modal views" in Slack's reference.
test('a modal stays within the limits of Slack, and its metadata comes back whole', () => {
  const { title, submit, close, private_metadata: metadata = '', callback_id: id = '' } = rejectModal(longest);
  for (const words of [title, submit, close]) expect(words!.text.length).toBeLessThanOrEqual(24);
  expect(metadata.length).toBeLessThanOrEqual(3000);
  expect(id.length).toBeLessThanOrEqual(255);
  expect(decodeMetadata(metadata)).toEqual(longest);
});

test('a modal that says something cuts what is too long for it', () => {
  const [section] = sayingModal('x'.repeat(5000)).blocks as { text: { text: string } }[];
  expect(section!.text.text.length).toBeLessThanOrEqual(3000);
});
