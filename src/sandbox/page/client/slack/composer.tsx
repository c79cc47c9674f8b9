import { useId, useRef, useState } from 'preact/hooks';
import { useApp, usePage } from '../context.ts';
import { complete, type Suggestion } from './completion.ts';
import { Menu } from './menu.tsx';
import { SuggestionList } from './suggestion-list.tsx';

const noVerbs: never[] = [];

/** Where commands and messages are typed. */
export function Composer({ label }: Readonly<{ label: string }>) {
  const { act } = useApp();
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const listId = useId();
  const { suggestions, selected, usage, change, keyDown } = useCompletion(text, setText);
  const accept = (suggestion: Suggestion) => {
    change(suggestion.text);
    field.current?.focus();
  };
  const send = async () => {
    const typed = text.trim();
    if (typed === '') return;
    change('');
    // What could not be sent is there again, unless something else was typed meanwhile.
    if ((await act({ type: 'type', text: typed })) !== undefined) setText((current) => current || typed);
  };
  const isOpen = suggestions.length > 0;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <SuggestionList id={listId} suggestions={suggestions} selected={selected} usage={usage} onAccept={accept} />
      <div class="composer-box">
        <Shortcuts />
        <input
          ref={field}
          class="composer-field"
          type="text"
          value={text}
          placeholder={`${label}, or /record`}
          aria-label={label}
          autoComplete="off"
          spellcheck={false}
          role="combobox"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-activedescendant={isOpen && selected !== undefined ? `${listId}-${selected}` : undefined}
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={keyDown}
        />
        <button type="submit" class="button button-primary composer-send" aria-label="Send">
          <span aria-hidden="true">➤</span>
        </button>
      </div>
    </form>
  );
}

/** What is offered for the text, and the keys that choose from it. Enter that chooses nothing submits the form. */
function useCompletion(text: string, setText: (text: string) => void) {
  const verbs = usePage(({ workspace }) => workspace?.verbs) ?? noVerbs;
  const [chosen, setChosen] = useState<number>();
  const [isDismissed, setDismissed] = useState(false);
  const completion = complete(text, verbs);
  const suggestions = isDismissed ? [] : completion.suggestions;
  const selected = chosen ?? (completion.acceptsFirst ? 0 : undefined);
  const change = (value: string) => {
    setText(value);
    setChosen(undefined);
    setDismissed(false);
  };
  const keyDown = (event: KeyboardEvent) => {
    const count = suggestions.length;
    if (count === 0 || event.isComposing || event.shiftKey) return;
    const accepted = suggestions[event.key === 'Tab' ? (selected ?? 0) : (selected ?? -1)];
    if (event.key === 'ArrowDown') setChosen(((selected ?? -1) + 1) % count);
    else if (event.key === 'ArrowUp') setChosen(((selected ?? 0) - 1 + count) % count);
    else if (event.key === 'Escape') setDismissed(true);
    else if ((event.key === 'Tab' || event.key === 'Enter') && accepted !== undefined) change(accepted.text);
    else return;
    event.preventDefault();
  };
  return { suggestions, selected, usage: isDismissed ? undefined : completion.usage, change, keyDown };
}

function Shortcuts() {
  const { act } = useApp();
  const shortcuts = usePage(({ workspace }) => workspace?.shortcuts) ?? [];
  if (shortcuts.length === 0) return null;
  const items = shortcuts.map(({ callbackId, name }) => ({
    key: callbackId,
    label: name,
    onChoose: () => void act({ type: 'shortcut', callbackId }),
  }));
  return (
    <Menu label="Shortcuts" class="button button-icon" items={items}>
      <span aria-hidden="true">⚡</span>
    </Menu>
  );
}
