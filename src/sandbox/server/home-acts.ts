import { type Button, type HomeActor, homeClick, homeOpening, type Signing, type SlackRequest } from '../slack/user.ts';
import type { SandboxState } from '../state.ts';
import { findButton } from './find-button.ts';

/** The acts of a person in the App Home, by the sandbox's public interface. */
export interface HomeActs {
  /** Opens the App Home; resolves with its blocks, once it is drawn. */
  openHome(person: string): Promise<readonly unknown[]>;
  /**
   * Clicks a button in the App Home; resolves with its blocks as they are drawn then.
   * @param value of the button; left out for the first button of this name that the App Home has
   * @throws TypeError when it has none
   */
  clickHome(person: string, button: string, value?: string): Promise<readonly unknown[]>;
}

interface Parts {
  readonly act: (person: string, build: (actor: HomeActor, signing: Signing) => SlackRequest) => Promise<string>;
  /** Returns the App Home of a user, by Slack id, as JSON. */
  readonly readHome: (user: string) => Promise<string>;
  readonly state: () => Promise<Pick<SandboxState, 'slack'>>;
}

export function createHomeActs({ act, readHome, state }: Parts): HomeActs {
  const read = async (person: string): Promise<readonly unknown[]> => {
    const { users } = (await state()).slack;
    const home = JSON.parse(await readHome(users[person] ?? person)) as { readonly blocks: readonly unknown[] | null };
    return home.blocks ?? [];
  };
  return {
    openHome: async (person) => {
      await act(person, homeOpening);
      return read(person);
    },
    clickHome: async (person, name, value) => {
      const actionId = `serin:${name}`;
      const button: Button =
        value === undefined ? findButton([await read(person)], actionId).button : { actionId, blockId: '', value };
      await act(person, (actor, signing) => homeClick(actor, button, signing));
      return read(person);
    },
  };
}
