import { useRef, useState } from 'react';
import type { ButtonElement } from './block-kit.ts';

/** Sends a click; its error is shown. */
export type Press = (button: ButtonElement, blockId: string) => Promise<void>;

interface ButtonsProps {
  readonly blockId: string;
  readonly buttons: readonly ButtonElement[];
  readonly onPress: Press;
}

/** A row of buttons under a message. */
export function Buttons({ blockId, buttons, onPress }: ButtonsProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [pressed, setPressed] = useState<string | null>(null);
  const press = async (button: ButtonElement) => {
    setPressed(button.action_id);
    setProblem(null);
    try {
      await onPress(button, blockId);
    } catch (error) {
      setProblem((error as Error).message);
    } finally {
      setPressed(null);
    }
  };
  return (
    <>
      <div className="message-buttons">
        {buttons.map((button) => (
          <MessageButton
            key={button.action_id}
            button={button}
            isBusy={pressed === button.action_id}
            onPress={() => press(button)}
          />
        ))}
      </div>
      {problem !== null && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

interface MessageButtonProps {
  readonly button: ButtonElement;
  readonly isBusy: boolean;
  readonly onPress: () => void;
}

function MessageButton({ button, isBusy, onPress }: MessageButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { confirm, style, text } = button;
  return (
    <>
      <button
        type="button"
        className={`button ${style ?? ''}`}
        // Not disabled: that would take the focus away, to which a modal returns.
        aria-disabled={isBusy}
        data-action={button.action_id}
        onClick={() => {
          if (isBusy) return;
          if (confirm === undefined) onPress();
          else dialog.current?.showModal();
        }}
      >
        {text.text}
      </button>
      {confirm !== undefined && (
        <dialog ref={dialog} className="confirm" aria-label={confirm.title.text}>
          <form method="dialog">
            <h2>{confirm.title.text}</h2>
            <p>{confirm.text.text}</p>
            <div className="confirm-buttons">
              <button type="submit" className="button">
                {confirm.deny.text}
              </button>
              <button type="submit" className={`button ${style ?? 'primary'}`} onClick={onPress}>
                {confirm.confirm.text}
              </button>
            </div>
          </form>
        </dialog>
      )}
    </>
  );
}
