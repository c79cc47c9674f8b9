/** Minutes, cost and monthly limits. */
import type { usage as en } from '../en/usage.ts';

export const usage = {
  'usage.minutes': '{minutes, number} 分钟',
  'usage.minutes.about': '约 {minutes, number} 分钟',
  'usage.withCost': '{minutes}，{cost}',
  'usage.about': '约 {amount}',
  'usage.atLeast': '至少 {amount}',
  'usage.smallest': '不到 {amount}',

  'usage.card.soFar': '目前 {usage}',
  'usage.card.in': '{usage}（{class}）',
  'usage.class.audio': '音频',
  'usage.class.hd': 'HD',
  'usage.class.fullHd': 'Full HD',
  'usage.class.2k': '2K',
  'usage.class.above': '2K 以上',

  'usage.none': '{month}没有录制。',
  'usage.noneSeen': '你无权查看的录制未计入。',
  'usage.head': '{month}：{count, number} 次录制，{usage}。',
  'usage.by.channel': '按频道：',
  'usage.by.person': '按人员：',
  'usage.by.preset': '按预设：',
  'usage.noPreset': '未用预设',
  'usage.line': '{name} · {usage}',
  'usage.more': '另有 {count, number} 项见 CSV',
  'usage.note': '费用是估算值：声网不会告知机器人收到了多少视频。',
  'usage.noteMinutes': '这是对声网计费时长的估算。',
  'usage.noteTime': '部分录制的准确时长未知。',

  'usage.csv.sent': 'CSV 文件已发到你与我的私信中。',
  'usage.csv.here': 'CSV 内容如下。如需文件，请管理员为 Slack 应用添加权限 `files:write`。',
  'usage.csv.failed': 'Slack 没有接收 CSV 文件，内容以文本形式附在下面。',
  'usage.csv.message': '{month}的时长和费用：',
  'usage.csv.title': '{month}的时长和费用',
  'usage.csv.part': '第 {part, number} 部分，共 {parts, number} 部分',
  'usage.csv.left':
    '还有 {count, number} 行放不下。如需以文件形式获取全部内容，请管理员为 Slack 应用添加权限 `files:write`。',

  'usage.limit.ofWorkspace': '本月额度',
  'usage.limit.ofPreset': '预设 {preset} 的本月额度',
  'usage.limit.minutes': '{minutes, number} 分钟',
  'limit.reached': '没有启动：{limit}已用完（{used}，上限 {most}）。{until} 重新计算。',
  'limit.reached.who': '在此之前，{admins} 可以启动录制或提高额度。',
  'limit.reached.nobody': '如需提高额度，请联系管理员。',
  'person.usageLimitNear': '{limit}已用 {percent, number}%：{used}，上限 {most}。{next}',
  'person.usageLimitNear.next': '用完后，在 {until} 之前不能启动新的录制；正在进行的录制不受影响。',
} as const satisfies Record<keyof typeof en, string>;
