import type { IncomingHttpHeaders } from 'node:http';
import { readFields } from './fields.ts';

/** Words without markup. */
interface PlainText {
  readonly text: string;
}

/** A modal as Slack keeps it. */
export interface ModalView {
  readonly id: string;
  readonly title: PlainText;
  readonly submit?: PlainText | null;
  readonly close?: PlainText | null;
  readonly callback_id?: string;
  readonly private_metadata?: string;
  readonly external_id?: string;
  readonly blocks: readonly unknown[];
}

/** A modal that one person has open. */
export interface OpenedModal {
  readonly user: string;
  readonly view: ModalView;
  /** The errors of the last submission, by block. */
  readonly errors: Readonly<Record<string, string>>;
}

/** The answer of the app to a submission. Source: "Modals", "Processing modal submissions" in Slack's documentation. */
interface SubmissionAnswer {
  readonly response_action?: 'errors' | 'update' | 'push' | 'clear';
  readonly errors?: Readonly<Record<string, string>>;
  readonly view?: Omit<ModalView, 'id'>;
}

/** The modals that people of the workspace have open: at most one a person, which is what Serin needs. */
export interface Modals {
  /** Notes whose click a trigger came from. */
  expect(triggerId: string, user: string): void;
  /** Shows the view of a call of `views.open`, or the new one of `views.update`. */
  show(sent: SentView): void;
  /** Returns a person's modal; null when none is open. */
  of(user: string): OpenedModal | null;
  /** Says what is wrong with a submission; the modal stays open. */
  complain(user: string, errors: OpenedModal['errors']): void;
  /** Does what the app answered to a submission: an empty answer closes the modal. */
  answer(user: string, body: string): void;
  /** Closes a person's modal without a submission. */
  close(user: string): void;
}

/** A view that Slack took. */
export interface SentView {
  /** The trigger of `views.open`; null in a call of `views.update`. */
  readonly triggerId: string | null;
  readonly view: ModalView;
}

export function createModals(): Modals {
  const triggers = new Map<string, string>();
  const opened = new Map<string, OpenedModal>();
  const change = (user: string, parts: Partial<OpenedModal>): void => {
    const modal = opened.get(user);
    if (modal !== undefined) opened.set(user, { ...modal, ...parts });
  };
  return {
    expect: (triggerId, user) => {
      triggers.set(triggerId, user);
    },
    show: ({ triggerId, view }) => {
      const user =
        triggerId === null
          ? [...opened.values()].find((modal) => modal.view.id === view.id)?.user
          : triggers.get(triggerId);
      if (triggerId !== null) triggers.delete(triggerId);
      if (user !== undefined) opened.set(user, { user, view, errors: {} });
    },
    of: (user) => opened.get(user) ?? null,
    complain: (user, errors) => change(user, { errors }),
    answer: (user, body) => {
      const said: SubmissionAnswer = body.trim() === '' ? {} : JSON.parse(body);
      const modal = opened.get(user);
      if (said.response_action === 'errors') change(user, { errors: said.errors ?? {} });
      else if (said.view !== undefined && modal !== undefined)
        change(user, { view: { ...said.view, id: modal.view.id }, errors: {} });
      else opened.delete(user);
    },
    close: (user) => {
      opened.delete(user);
    },
  };
}

/** Reads a call of `views.open` or `views.update`, and its answer; null when Slack refused it. */
export function readSentView(headers: IncomingHttpHeaders, asked: Buffer, answered: Buffer): SentView | null {
  const { ok, view } = JSON.parse(answered.toString('utf8')) as { readonly ok?: boolean; readonly view?: ModalView };
  if (ok !== true || view === undefined) return null;
  const { trigger_id: triggerId = null } = readFields(headers, asked) as { readonly trigger_id?: string };
  return { triggerId, view };
}
