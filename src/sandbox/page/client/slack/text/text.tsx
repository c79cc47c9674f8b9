/** Text objects of Block Kit, and texts with Slack's markup. */
import type { MrkdwnElement, PlainTextElement } from '@slack/types';
import { emojify, unescapeText } from '../../../../slack/mrkdwn.ts';
import { ChannelMention, DateText, Link, UserMention } from './inline.tsx';
import { type Inline, type Paragraph, parseMrkdwn } from './mrkdwn.ts';

type TextObject = MrkdwnElement | PlainTextElement;

export function Text({ text }: Readonly<{ text: TextObject }>) {
  return text.type === 'mrkdwn' ? <Markup text={text.text} /> : <span class="text">{plain(text)}</span>;
}

/** The text of what shows no markup: labels, buttons, options. */
export function plain(text: TextObject | undefined): string {
  return text === undefined ? '' : emojify(unescapeText(text.text));
}

export function Markup({ text }: Readonly<{ text: string }>) {
  return (
    <div class="text">
      {parseMrkdwn(text).map((paragraph, index) => (
        <OneParagraph key={index} paragraph={paragraph} />
      ))}
    </div>
  );
}

function OneParagraph({ paragraph }: Readonly<{ paragraph: Paragraph }>) {
  switch (paragraph.kind) {
    case 'preformatted':
      return <pre>{paragraph.text}</pre>;
    case 'quote':
      return (
        <blockquote>
          <Inlines nodes={paragraph.children} />
        </blockquote>
      );
    case 'text':
      return (
        <div>
          <Inlines nodes={paragraph.children} />
        </div>
      );
  }
}

function Inlines({ nodes }: Readonly<{ nodes: readonly Inline[] }>) {
  return (
    <>
      {nodes.map((node, index) => (
        <One key={index} node={node} />
      ))}
    </>
  );
}

function One({ node }: Readonly<{ node: Inline }>) {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'bold':
      return (
        <strong>
          <Inlines nodes={node.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Inlines nodes={node.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Inlines nodes={node.children} />
        </s>
      );
    case 'code':
      return <code>{node.text}</code>;
    case 'link':
      return <Link url={node.url}>{node.label}</Link>;
    case 'user':
      return <UserMention id={node.id} label={node.label} />;
    case 'channel':
      return <ChannelMention id={node.id} label={node.label} />;
    case 'usergroup':
      return <span class="mention">{node.label || '@group'}</span>;
    case 'broadcast':
      return <span class="mention">@{node.range}</span>;
    case 'date':
      return <DateText {...node} />;
  }
}
