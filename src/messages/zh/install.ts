/** What browsers show of an installation, and what people read where the app is not installed. */
import type { install as en } from '../en/install.ts';

export const install = {
  'install.done.title': 'clapperbot 已安装',
  'install.done.text':
    '现在可以在 {workspace} 中使用。请在 Slack 中把它邀请到需要它的频道：`/invite @clapperbot`，然后输入 `/record`。',
  'install.canceled.title': '安装已取消',
  'install.canceled.text': '没有任何改变。',
  'install.outdated.title': '此页面已失效',
  'install.outdated.text': '安装必须在 {minutes, number} 分钟内、在开始安装的浏览器中完成。',
  'install.refused.title': 'Slack 没有完成安装',
  'install.refused.text': 'Slack 返回 {code}。如果再次发生，请告知 clapperbot 的运行人员。',
  'install.failed.title': '安装失败',
  'install.failed.text': '没有保存任何内容。如果再次发生，请告知 clapperbot 的运行人员：参考号 {reference}。',
  'install.again': '重新开始',

  'install.missing': '我没有安装在此工作区。请让管理员安装：{address}。',
  'install.unknown': '我无法确定这里是否已安装。请一分钟后重试。',
} as const satisfies Record<keyof typeof en, string>;
