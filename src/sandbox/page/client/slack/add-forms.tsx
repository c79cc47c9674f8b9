/** Adds channels and people. */
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../context.ts';

type Props = Readonly<{
  label: string;
  placeholder: string;
  /** Resolves with what is wrong. */
  add: (name: string) => Promise<string | undefined>;
  children?: ComponentChildren;
}>;

/** A button that becomes a form with a name. */
function AddForm({ label, placeholder, add, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), [isOpen]);
  const close = () => {
    setOpen(false);
    setName('');
    // The button is rendered again first.
    queueMicrotask(() => opener.current?.focus());
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (name.trim() !== '' && (await add(name.trim())) === undefined) close();
  };
  if (!isOpen) {
    return (
      <button ref={opener} type="button" class="sidebar-link sidebar-add" onClick={() => setOpen(true)}>
        <span class="sidebar-mark" aria-hidden="true">
          +
        </span>
        {label}
      </button>
    );
  }
  return (
    <form
      class="sidebar-form"
      aria-label={label}
      onSubmit={(event) => void submit(event)}
      onKeyDown={({ key }) => {
        if (key === 'Escape') close();
      }}
    >
      <label class="visually-hidden" for={id}>
        {placeholder}
      </label>
      <input
        id={id}
        class="input"
        ref={field}
        value={name}
        placeholder={placeholder}
        maxLength={80}
        autoComplete="off"
        onInput={(event) => setName(event.currentTarget.value)}
      />
      {children}
      <div class="sidebar-form-foot">
        <button type="submit" class="button button-small">
          Add
        </button>
        <button type="button" class="button button-small" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}

export function AddChannel() {
  const { act } = useApp();
  const [isPrivate, setPrivate] = useState(false);
  return (
    <AddForm
      label="Add channel"
      placeholder="Channel name"
      add={async (name) => act({ type: 'addChannel', name, isPrivate })}
    >
      <label class="choice">
        <input type="checkbox" checked={isPrivate} onChange={(event) => setPrivate(event.currentTarget.checked)} />
        <span>Private</span>
      </label>
    </AddForm>
  );
}

export function AddPerson() {
  const { act } = useApp();
  return (
    <AddForm label="Add person" placeholder="Person’s name" add={async (name) => act({ type: 'addPerson', name })} />
  );
}
