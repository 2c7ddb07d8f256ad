import { type KeyboardEvent, useId } from 'react';
import type { InputBlock, SelectElement, TextElement } from './block-kit.ts';

interface InputProps {
  readonly input: InputBlock;
  readonly error: string | undefined;
  /** Called when something is chosen or entered in a field of which the app hears at once. */
  readonly onChoose: (form: HTMLFormElement) => void;
}

/** The attributes of a field that are the same for each kind. */
interface Field {
  readonly id: string;
  readonly name: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

/** A field with its label, its hint, and what is wrong with it. */
export function Input({ input, error, onChoose }: InputProps) {
  const id = useId();
  const {
    block_id: block,
    label,
    hint,
    element,
    optional: isOptional = false,
    dispatch_action: isHeard = false,
  } = input;
  const isWrong = error !== undefined;
  const described = isWrong ? `${id}-error` : hint === undefined ? undefined : `${id}-hint`;
  const field: Field = { id, name: block, 'aria-invalid': isWrong, 'aria-describedby': described };
  const choose = (form: HTMLFormElement | null) => {
    if (isHeard && form !== null) onChoose(form);
  };
  return (
    <div className="modal-input">
      <label htmlFor={id}>
        {label.text}
        {isOptional && <span className="modal-optional"> (optional)</span>}
      </label>
      {element.type === 'static_select' ? (
        <Select field={field} element={element} onChoose={choose} />
      ) : (
        <Text field={field} element={element} onEnter={isHeard ? choose : null} />
      )}
      {isWrong ? (
        <p className="problem" role="alert" id={`${id}-error`}>
          {error}
        </p>
      ) : (
        hint !== undefined && (
          <p className="modal-hint" id={`${id}-hint`}>
            {hint.text}
          </p>
        )
      )}
    </div>
  );
}

interface SelectProps {
  readonly field: Field;
  readonly element: SelectElement;
  readonly onChoose: (form: HTMLFormElement | null) => void;
}

/** A list; the browser finds an option while somebody types, as Slack does. */
function Select({ field, element, onChoose }: SelectProps) {
  return (
    <select
      {...field}
      defaultValue={element.initial_option?.value ?? ''}
      onChange={({ currentTarget }) => onChoose(currentTarget.form)}
    >
      <option value="" disabled>
        {element.placeholder?.text ?? ''}
      </option>
      {element.options.map(({ value, text, description }) => (
        <option key={value} value={value}>
          {description === undefined ? text.text : `${text.text} · ${description.text}`}
        </option>
      ))}
    </select>
  );
}

interface TextProps {
  readonly field: Field;
  readonly element: TextElement;
  /** Called instead of a submission when Enter is pressed; null where Enter submits. */
  readonly onEnter: ((form: HTMLFormElement | null) => void) | null;
}

function Text({ field, element, onEnter }: TextProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter' || onEnter === null) return;
    event.preventDefault();
    onEnter(event.currentTarget.form);
  };
  return (
    <input
      {...field}
      type={element.type === 'url_text_input' ? 'url' : 'text'}
      autoComplete="off"
      placeholder={element.placeholder?.text}
      defaultValue={element.initial_value}
      maxLength={element.max_length}
      // biome-ignore lint/a11y/noAutofocus: Slack puts the cursor where the app says, and a dialog needs a place for it.
      autoFocus={element.focus_on_load === true}
      onKeyDown={onKeyDown}
    />
  );
}
