import type { RichTextBlock, RichTextBlockElement, RichTextElement, RichTextSection } from '@slack/types';
import type { ComponentChildren } from 'preact';
import { emojiOf } from '../../../../slack/mrkdwn.ts';
import { ChannelMention, DateText, Link, UserMention } from '../text/inline.tsx';
import type { BlockProps } from './props.ts';

export function RichText({ block }: BlockProps<Pick<RichTextBlock, 'elements'>>) {
  return (
    <div class="text">
      {block.elements.map((element, index) => (
        <Part key={index} element={element} />
      ))}
    </div>
  );
}

function Part({ element }: Readonly<{ element: RichTextBlockElement }>) {
  switch (element.type) {
    case 'rich_text_section':
      return (
        <div>
          <Inlines elements={element.elements} />
        </div>
      );
    case 'rich_text_quote':
      return (
        <blockquote>
          <Inlines elements={element.elements} />
        </blockquote>
      );
    case 'rich_text_preformatted':
      return (
        <pre>
          <Inlines elements={element.elements} />
        </pre>
      );
    case 'rich_text_list': {
      const items = element.elements.map((section, index) => (
        <li key={index}>
          <Inlines elements={(section as RichTextSection).elements} />
        </li>
      ));
      const style = { marginInlineStart: `${(element.indent ?? 0) * 1.6}em` };
      return element.style === 'ordered' ? <ol style={style}>{items}</ol> : <ul style={style}>{items}</ul>;
    }
  }
}

function Inlines({ elements }: Readonly<{ elements: readonly RichTextElement[] }>) {
  return (
    <>
      {elements.map((element, index) => (
        <Styled key={index} style={element.style}>
          <One element={element} />
        </Styled>
      ))}
    </>
  );
}

type StyledProps = Readonly<{ style: RichTextElement['style']; children: ComponentChildren }>;

function Styled({ style, children }: StyledProps) {
  let shown = children;
  if (style?.code === true) shown = <code>{shown}</code>;
  if (style?.strike === true) shown = <s>{shown}</s>;
  if (style?.italic === true) shown = <em>{shown}</em>;
  if (style?.bold === true) shown = <strong>{shown}</strong>;
  return <>{shown}</>;
}

function One({ element }: Readonly<{ element: RichTextElement }>) {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return <Link url={element.url}>{element.text ?? element.url}</Link>;
    case 'emoji':
      return emojiOf(element.name);
    case 'user':
      return <UserMention id={element.user_id} />;
    case 'channel':
      return <ChannelMention id={element.channel_id} />;
    case 'usergroup':
      return <span class="mention">@group</span>;
    case 'team':
      return <span class="mention">@{element.team_id}</span>;
    case 'broadcast':
      return <span class="mention">@{element.range}</span>;
    case 'color':
      return (
        <span>
          <span class="color-sample" style={{ background: element.value }} /> {element.value}
        </span>
      );
    case 'date':
      return (
        <DateText
          seconds={element.timestamp}
          format={element.format}
          url={element.url ?? ''}
          fallback={element.fallback ?? ''}
        />
      );
  }
}
