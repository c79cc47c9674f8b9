import { checkBlocks, type Problem } from './check-blocks.ts';
import type { Block, Json } from './types.ts';

export type Content = { readonly text?: string; readonly blocks?: Block[] };

/** `{ok:false, error, …}` as Slack answers with HTTP 200. */
export type ErrorBody = { readonly ok: false; readonly error: string } & Json;

export function errorBody(error: string, more: Json = {}): ErrorBody {
  return { ok: false, error, ...more };
}

/**
 * The text and blocks of a message, or Slack's rejection. `blocks: []` counts as given (it takes blocks away).
 * Text over `longest` is refused with `msg_too_long`: for posts Slack truncates or splits it instead, which nobody wants either.
 */
export function readContent(args: Json, longest: number): { content: Content } | { rejection: ErrorBody } {
  const { text, blocks, markdown_text: markdown, attachments } = args;
  const words = typeof text === 'string' ? text : undefined;
  if (typeof markdown === 'string' && (words !== undefined || blocks !== undefined)) {
    return { rejection: errorBody('markdown_text_conflict') };
  }
  if (blocks !== undefined && !Array.isArray(blocks)) return { rejection: errorBody('invalid_blocks_format') };
  const problems = blocks === undefined ? [] : checkBlocks(blocks);
  if (problems.length > 0) return { rejection: errorBody('invalid_blocks', explain(problems)) };
  const said = words ?? (typeof markdown === 'string' ? markdown : undefined);
  const empty = (said ?? '') === '' && (blocks === undefined || blocks.length === 0) && attachments === undefined;
  if (empty) return { rejection: errorBody('no_text') };
  if (said !== undefined && said.length > longest) return { rejection: errorBody('msg_too_long') };
  return {
    content: {
      ...(said === undefined ? {} : { text: said }),
      ...(blocks === undefined ? {} : { blocks: blocks as Block[] }),
    },
  };
}

export function explain(problems: readonly Problem[]): Json {
  const lines = problems.map(({ pointer, message }) => `[ERROR] ${message} [json-pointer:${pointer}]`);
  return { errors: lines.map((line) => line.slice('[ERROR] '.length)), response_metadata: { messages: lines } };
}

/** Nested arguments come as JSON in a urlencoded body. What does not parse stays a string, and the method refuses it. */
export function parseNested(args: Json): Json {
  for (const field of ['blocks', 'attachments', 'metadata', 'view']) {
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
