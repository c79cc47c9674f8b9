/** Who may do what, and the audit. */
import type { permission as en } from '../en/permission.ts';

export const permission = {
  'permission.only': '{what}仅限：{who}。',
  'permission.unreadable':
    '无法读取用户组 {group}，因此不知道你能否{what}。请一分钟后再试，或请管理员检查权限 `usergroups:read`。',
  'permission.elsewhere.channels': '你能{what}的 Slack 频道仅限：{places}。',
  'permission.elsewhere.recordings': '你能{what}的频道名仅限：{places}。',
  'permission.elsewhere.both': '你能{what}的 Slack 频道仅限：{channels}；频道名仅限：{places}。',
  'permission.or': '{rest}、{last}',
  'permission.more': '另外 {count, number} 个',
  'permission.what.view': '查看录制',
  'permission.what.start': '启动录制',
  'permission.what.stop': '停止录制',
  'permission.what.layout': '更改布局',
  'permission.what.subscribe': '选择录制谁',
  'permission.what.pause': '暂停录制',
  'permission.what.extend': '延长录制',
  'permission.what.schedule': '设置定时录制',
  'permission.what.files': '获取文件链接',
  'permission.what.usage': '查看时长和费用',
  'permission.what.admin': '执行此操作',

  'audit.noAdmins': '审计记录仅供管理员查看，而配置中没有管理员。请运行机器人的人在 `permissions.admin` 下添加。',
  'audit.none': '没有记录。',
  'audit.none.about': '没有关于 {target} 的记录。',
  'audit.head': '最近的记录：',
  'audit.head.about': '关于 {target} 的最近记录：',
  'audit.head.older': '较早的记录：',
  'audit.head.olderAbout': '关于 {target} 的较早记录：',
  'audit.line': '{at} · {actor} · {action}',
  'audit.line.target': '{line} · {target}',
  'audit.target': '{name}（{id}）',
  'audit.line.detail': '{line} · {detail}',
  'audit.actor.agora': '声网',
  'audit.actor.slack': 'Slack',
  'audit.actor.clock': '机器人',
  'audit.button.older': '较早',

  'input.audit.does': '显示谁做了什么',
} as const satisfies Record<keyof typeof en, string>;
