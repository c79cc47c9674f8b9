/** The content of messages, as methods, acknowledgements and response_urls receive it. */
import { checkBlocks, type Problem } from './check-blocks.ts';
import type { Block, Json } from './types.ts';

export type Content = { readonly text?: string; readonly blocks?: Block[] };

/** Slack's error response, which has HTTP status 200. */
export type ErrorBody = { readonly ok: false; readonly error: string } & Json;

export function errorBody(error: string, more: Json = {}): ErrorBody {
  return { ok: false, error, ...more };
}

/**
 * The text and blocks of a message, or Slack's error. `blocks: []` counts as given: it removes the blocks. Text over
 * `maxLength` is an error here, although Slack truncates or splits some posts instead.
 */
export function readContent(args: Json, maxLength: number): { content: Content } | { rejection: ErrorBody } {
  const { text, blocks, markdown_text: markdown, attachments } = args;
  const plainText = typeof text === 'string' ? text : undefined;
  if (typeof markdown === 'string' && (plainText !== undefined || blocks !== undefined)) {
    return { rejection: errorBody('markdown_text_conflict') };
  }
  if (blocks !== undefined && !Array.isArray(blocks)) return { rejection: errorBody('invalid_blocks_format') };
  const problems = blocks === undefined ? [] : checkBlocks(blocks);
  if (problems.length > 0) return { rejection: errorBody('invalid_blocks', explain(problems)) };
  const given = plainText ?? (typeof markdown === 'string' ? markdown : undefined);
  const empty = (given ?? '') === '' && (blocks === undefined || blocks.length === 0) && attachments === undefined;
  if (empty) return { rejection: errorBody('no_text') };
  if (given !== undefined && given.length > maxLength) return { rejection: errorBody('msg_too_long') };
  return {
    content: {
      ...(given === undefined ? {} : { text: given }),
      ...(blocks === undefined ? {} : { blocks: blocks as Block[] }),
    },
  };
}

export function explain(problems: readonly Problem[]): Json {
  const lines = problems.map(({ pointer, message }) => `[ERROR] ${message} [json-pointer:${pointer}]`);
  return { errors: lines.map((line) => line.slice('[ERROR] '.length)), response_metadata: { messages: lines } };
}

export function explainMissing(field: string): Json {
  return { response_metadata: { messages: [`[ERROR] missing required field: ${field}`] } };
}

/** Nested arguments are JSON in a urlencoded body. What does not parse stays a string, which the method rejects. */
export function parseNested(args: Json): Json {
  for (const field of ['blocks', 'attachments', 'metadata', 'view', 'files', 'outputs']) {
    const value = args[field];
    if (typeof value !== 'string') continue;
    try {
      args[field] = JSON.parse(value) as unknown;
    } catch {
      args[field] = value;
    }
  }
  return args;
}

export function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === '1' || value === 1;
}

export function textOf(args: Json, field: string): string {
  const value = args[field];
  return typeof value === 'string' ? value : '';
}
