import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ModalPart } from '../../live/parts.ts';
import { api } from '../api.ts';
import serin from '../serin.svg';
import { type InputBlock, splitModal } from './block-kit.ts';
import { Input } from './input.tsx';
import { type MessageContext, ShownBlocks } from './message.tsx';

interface ModalProps {
  readonly modal: ModalPart;
  /** The name of the person who has it open. */
  readonly person: string;
  readonly context: MessageContext;
}

/** A modal of the app, over everything. Enter submits it, Escape closes it. */
export function Modal({ modal, person, context }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    // Back to where the person was: the browser does so only when it closes the dialog itself.
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    return () => before?.focus();
  }, []);

  const ask = (request: Promise<void>) => {
    setBusy(true);
    setProblem(null);
    request.then(
      () => setBusy(false),
      (error: Error) => {
        setBusy(false);
        setProblem(error.message);
      },
    );
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = readValues(modal, new FormData(event.currentTarget));
    ask(api.submit({ user: person, view: modal.id, values }));
  };
  const choose = ({ block_id: block, element }: InputBlock, form: HTMLFormElement) => {
    const values = readValues(modal, new FormData(form));
    ask(api.choose({ user: person, view: modal.id, values, block, action: element.action_id }));
  };
  const close = () => ask(api.close({ user: person, view: modal.id }));

  return (
    <dialog
      ref={dialog}
      className="modal"
      aria-label={modal.title}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <form onSubmit={submit} noValidate>
        <header className="modal-head">
          <img src={serin} alt="" width="24" height="24" />
          <h2>{modal.title}</h2>
        </header>
        <div className="modal-body">
          {splitModal(modal.blocks).map((piece) =>
            piece.kind === 'input' ? (
              <Input
                key={piece.key}
                input={piece.input}
                error={modal.errors[piece.input.block_id]}
                onChoose={(form) => choose(piece.input, form)}
              />
            ) : (
              <ShownBlocks key={piece.key} blocks={piece.blocks} context={context} />
            ),
          )}
          {problem !== null && (
            <p className="problem" role="alert">
              {problem}
            </p>
          )}
        </div>
        <footer className="modal-buttons">
          <button type="button" className="button" onClick={close}>
            {modal.close}
          </button>
          {modal.submit !== null && (
            <button type="submit" className="button primary" disabled={isBusy}>
              {modal.submit}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}

/** Returns what was typed, by block and element. */
function readValues({ blocks }: ModalPart, data: FormData) {
  const inputs = splitModal(blocks).flatMap((piece) => (piece.kind === 'input' ? [piece.input] : []));
  return Object.fromEntries(
    inputs.map(({ block_id: block, element }) => [block, { [element.action_id]: String(data.get(block) ?? '') }]),
  );
}
