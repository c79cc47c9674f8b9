/** A button that opens a menu, by mouse and by keyboard. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';

export type MenuItem = Readonly<{ key: string; label: string; description?: string; onChoose: () => void }>;

type Props = Readonly<{ label: string; class: string; items: readonly MenuItem[]; children: ComponentChildren }>;

export function Menu({ label, items, children, ...others }: Props) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (returnFocus: boolean) => {
    setOpen(false);
    if (returnFocus) button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={others.class}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && <Items id={id} label={label} items={items} anchor={button.current} onClose={close} />}
    </>
  );
}

type ItemsProps = Readonly<{
  id: string;
  label: string;
  items: readonly MenuItem[];
  anchor: HTMLElement | null;
  onClose: (returnFocus: boolean) => void;
}>;

function Items({ id, label, items, anchor, onClose }: ItemsProps) {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (menu.current !== null && anchor !== null) place(menu.current, anchor);
    menu.current?.querySelector('button')?.focus();
  }, []);
  useEffect(() => {
    const pointer = ({ target }: Event) => {
      if (!menu.current?.contains(target as Node) && !anchor?.contains(target as Node)) onClose(false);
    };
    const moved = () => onClose(false);
    document.addEventListener('pointerdown', pointer);
    window.addEventListener('resize', moved);
    return () => {
      document.removeEventListener('pointerdown', pointer);
      window.removeEventListener('resize', moved);
    };
  }, []);
  const keyDown = (event: KeyboardEvent) => {
    const all = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const targets: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 };
    const next = targets[event.key];
    if (next !== undefined) all.at(next % all.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') onClose(true);
    else return;
    event.stopPropagation();
    if (event.key !== 'Tab') event.preventDefault();
  };
  return (
    <div ref={menu} id={id} class="menu" role="menu" aria-label={label} onKeyDown={keyDown}>
      {items.map(({ key, label: text, description, onChoose }) => (
        <button
          key={key}
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            onClose(true);
            onChoose();
          }}
        >
          {text}
          {description !== undefined && <span class="menu-description">{description}</span>}
        </button>
      ))}
    </div>
  );
}

/** Below the button, or above it where there is no room; fixed, so that no pane cuts it off. */
function place(menu: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 4;
  const top = below + height > window.innerHeight ? Math.max(8, at.top - height - 4) : below;
  const left = Math.max(8, Math.min(at.left, window.innerWidth - width - 8));
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}
