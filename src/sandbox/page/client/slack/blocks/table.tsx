import type { TableBlock } from '@slack/types';
import type { BlockProps } from './props.ts';
import { RichText } from './rich-text.tsx';

/** The first row is the head, as in Slack. */
export function Table({ block, blockId }: BlockProps<Pick<TableBlock, 'rows'>>) {
  const cells = (row: TableBlock['rows'][number], Cell: 'th' | 'td') =>
    row.map((cell, index) => (
      <Cell key={index}>{cell.type === 'rich_text' ? <RichText block={cell} blockId={blockId} /> : cell.text}</Cell>
    ));
  const [head = [], ...rows] = block.rows;
  return (
    <div class="block-table" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>{cells(head, 'th')}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>{cells(row, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
