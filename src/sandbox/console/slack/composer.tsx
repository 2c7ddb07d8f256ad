import { type KeyboardEvent, useId, useState } from 'react';
import { capitalize } from '../format.ts';
import { type Completion, completionsFor, type Known } from './completions.ts';

interface ComposerProps {
  readonly person: string;
  readonly channel: string;
  readonly known: Known;
  /** Sends the typed text; its error is shown. */
  readonly onSend: (text: string) => Promise<void>;
}

/** The field in which a person types; it completes `/canary`. */
export function Composer({ person, channel, known, onSend }: ComposerProps) {
  const listId = useId();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(-1);
  const [isClosed, setClosed] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const completions = isClosed ? [] : completionsFor(text, known);

  const type = (next: string) => {
    setText(next);
    setChosen(-1);
    setClosed(false);
    setProblem(null);
  };
  const send = () => {
    const said = text.trim();
    if (said === '') return;
    type('');
    onSend(said).catch((error: Error) => {
      setText(said);
      setProblem(error.message);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const done = keyAction(event, { completions, chosen, type, setChosen, setClosed, send });
    if (done) event.preventDefault();
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {completions.length > 0 && (
        <Completions id={listId} completions={completions} chosen={chosen} onTake={(taken) => type(taken.text)} />
      )}
      <div className="composer-line">
        <input
          aria-label={`Message #${channel} as ${capitalize(person)}`}
          placeholder={`/canary … as ${capitalize(person)}`}
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => setClosed(true)}
          onFocus={() => setClosed(false)}
          role="combobox"
          aria-expanded={completions.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={chosen < 0 ? undefined : `${listId}-${chosen}`}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="send"
          maxLength={4000}
        />
        <button type="submit" className="send" aria-label="Send" disabled={text.trim() === ''}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2 2.3 14.5 8 2 13.700l1.4-4.900L9 8 3.4 7.200Z" />
          </svg>
        </button>
      </div>
      <p className="composer-note" role="alert">
        {problem}
      </p>
    </form>
  );
}

interface Keys {
  readonly completions: readonly Completion[];
  readonly chosen: number;
  readonly type: (text: string) => void;
  readonly setChosen: (chosen: number) => void;
  readonly setClosed: (isClosed: boolean) => void;
  readonly send: () => void;
}

/** Handles a key; returns false for a key that keeps its usual effect. */
function keyAction({ key, shiftKey }: KeyboardEvent, keys: Keys): boolean {
  const { completions, chosen, type, setChosen, setClosed, send } = keys;
  if (key === 'Enter') {
    const taken = completions[chosen];
    if (taken === undefined) send();
    else type(taken.text);
    return true;
  }
  const count = completions.length;
  if (count === 0) return false;
  switch (key) {
    case 'ArrowDown':
      setChosen((chosen + 1) % count);
      return true;
    case 'ArrowUp':
      setChosen((Math.max(chosen, 0) + count - 1) % count);
      return true;
    case 'Tab': {
      if (shiftKey) return false;
      type((completions[Math.max(chosen, 0)] as Completion).text);
      return true;
    }
    case 'Escape':
      setClosed(true);
      return true;
    default:
      return false;
  }
}

interface CompletionsProps {
  readonly id: string;
  readonly completions: readonly Completion[];
  readonly chosen: number;
  readonly onTake: (completion: Completion) => void;
}

function Completions({ id, completions, chosen, onTake }: CompletionsProps) {
  return (
    <div className="completions">
      <div role="listbox" id={id} aria-label="Completions">
        {completions.map((completion, index) => (
          <div
            key={completion.label}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            // Mouse down comes before the field loses the focus, which would close the list.
            onMouseDown={(event) => {
              event.preventDefault();
              onTake(completion);
            }}
            ref={index === chosen ? (element) => element?.scrollIntoView({ block: 'nearest' }) : null}
          >
            <span className="completion-label">{completion.label}</span>
            <span className="completion-hint">{completion.hint}</span>
          </div>
        ))}
      </div>
      <p className="completion-keys" aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Tab</kbd> take <kbd>Esc</kbd> close
      </p>
    </div>
  );
}
