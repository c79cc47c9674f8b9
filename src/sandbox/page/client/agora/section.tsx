/** A part of the pane with its heading. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

type Props = Readonly<{ title: string; children: ComponentChildren; beside?: ComponentChildren }>;

export function Section({ title, children, beside }: Props) {
  const id = useId();
  return (
    <section class="agora-section" aria-labelledby={id}>
      <div class="agora-section-head">
        <h3 id={id}>{title}</h3>
        {beside}
      </div>
      {children}
    </section>
  );
}
