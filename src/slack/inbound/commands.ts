/** The command table: the one place that says what can be typed after `/record`. Parser, help and README follow it. */
import { layoutNames } from '../../recording/recording.ts';

export const commandName = '/record';

export const verbNames = ['help', 'start', 'stop', 'status', 'layout', 'list'] as const;
export type Verb = (typeof verbNames)[number];

/** A `key=value`. `values` is how the value is written. */
type Key = Readonly<{ name: string; values: string; what: string }>;

type CommandSpec = Readonly<{
  /** What follows the verb. */
  usage: string;
  does: string;
  who: string;
  examples: readonly string[];
  keys: readonly Key[];
}>;

const anyone = 'anyone here';
const steering = 'from the recording’s channel, or its starter';
const layouts = layoutNames.join('|');

export const commands: Readonly<Record<Verb, CommandSpec>> = {
  help: { usage: '', does: 'shows this', who: anyone, examples: ['help'], keys: [] },
  start: {
    usage: `<channel> [layout=${layouts}]`,
    does: 'records an Agora channel; its card appears here',
    who: anyone,
    examples: ['start standup', 'start "team sync" layout=vertical'],
    keys: [{ name: 'layout', values: layouts, what: 'how the participants are arranged; `grid` if you don’t say' }],
  },
  stop: {
    usage: '[<channel> or <id>]',
    does: 'stops a recording; without a name, the one that runs here',
    who: steering,
    examples: ['stop', 'stop "team sync"'],
    keys: [],
  },
  status: {
    usage: '[<channel> or <id>]',
    does: 'asks Agora how a recording is doing',
    who: 'whoever sees it in the list',
    examples: ['status', 'status standup'],
    keys: [],
  },
  layout: {
    usage: `<channel or id> <${layouts}> [uid=…] [background=#RRGGBB]`,
    does: 'changes the layout while it records',
    who: steering,
    examples: ['layout standup grid', 'layout "team sync" vertical uid=527841 background=#1D1C1D'],
    keys: [
      { name: 'uid', values: '1…4294967295', what: 'who gets the large window of `vertical`' },
      { name: 'background', values: '#RRGGBB', what: 'the colour behind the participants' },
    ],
  },
  list: {
    usage: '',
    does: 'lists what is being recorded, then what ended lately',
    who: anyone,
    examples: ['list'],
    keys: [],
  },
};

/** Keys of `start` whose names are taken: refused by name until they are built. */
export const laterKeys = ['preset', 'mode', 'url', 'for'] as const;

/** `/record start <channel> [layout=…]` */
export function usageOf(verb: Verb): string {
  return `${commandName} ${verb} ${commands[verb].usage}`.trimEnd();
}

/** The table for the README, in Markdown. */
export function commandTable(): string {
  const rows = verbNames.map((verb) => {
    const { does, who, examples } = commands[verb];
    const samples = examples.map((example) => inCell(`${commandName} ${example}`)).join('<br>');
    return `| ${inCell(usageOf(verb))} | ${does} | ${who} | ${samples} |`;
  });
  const keys = verbNames.flatMap((verb) =>
    commands[verb].keys.map((key) => `- ${inCode(`${key.name}=${key.values}`)} (with ${inCode(verb)}): ${key.what}`),
  );
  return [
    '| command | what it does | who may | examples |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...keys,
    `- not available yet: ${laterKeys.map(inCode).join(', ')} (with ${inCode('start')})`,
    '',
  ].join('\n');
}

function inCode(text: string): string {
  return `\`${text}\``;
}

// A bar would end the cell, even within code.
function inCell(text: string): string {
  return inCode(text.replaceAll('|', '\\|'));
}
