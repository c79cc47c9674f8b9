import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Completion, Suggestion } from './completion.ts';

type Props = Readonly<{
  id: string;
  suggestions: readonly Suggestion[];
  selected: number | undefined;
  usage: Completion['usage'];
  onAccept: (suggestion: Suggestion) => void;
}>;

/** What a command may become, above the composer. */
export function SuggestionList({ id, suggestions, selected, usage, onAccept }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <>
      {usage !== undefined && (
        <p class="usage" role="status">
          <code>{usage.usage}</code> {usage.help}
        </p>
      )}
      <div
        ref={list}
        id={id}
        class="suggestions"
        role="listbox"
        aria-label="Commands"
        hidden={suggestions.length === 0}
      >
        {suggestions.map((suggestion, index) => (
          <div
            key={suggestion.text}
            id={`${id}-${index}`}
            class="suggestion"
            role="option"
            aria-selected={index === selected}
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onAccept(suggestion)}
          >
            <code>{suggestion.usage}</code>
            <span class="suggestion-help">{suggestion.help}</span>
          </div>
        ))}
      </div>
    </>
  );
}
