/** The App Home. */
import type { home as en } from '../en/home.ts';

export const home = {
  'home.live': '{count, number} 个正在进行的录制',
  'home.live.many': '{count} 个以上正在进行的录制',
  'home.live.none': '没有正在进行的录制',
  'home.entry': '{mark} {name} · {state} · {by}，{at} · {id}',
  'home.schedules': '定时录制',
  'home.ended': '最近结束',
  'home.entry.trouble': '{mark} {headline} · {by}，{at} · {id}',
  'home.card': '卡片',

  'home.empty': '我可以录制你的在线课程和会议，并告诉你进展。现在还没有内容。',
  'home.start': '启动录制',

  'home.search': '查找频道',
  'home.search.placeholder': '输入名称的一部分，按回车',
  'home.search.found': '名称包含 {search} 的频道。',
  'home.search.none': '没有频道名包含 {search} 的录制。',
  'home.search.clear': '显示全部',

  'home.page.newer': '较新',
  'home.page.older': '较早',
  'home.page.sooner': '较近',
  'home.page.later': '较远',

  'home.sent': '回复已发到“消息”标签页。',
  'home.notSent': '这里放不下回复，而我不能给你发消息。请在 Slack 频道中用 {command}。',
} as const satisfies Record<keyof typeof en, string>;
