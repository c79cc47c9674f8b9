/** Why a step of a workflow failed. Slack shows it as plain text. */
import type { steps as en } from '../en/steps.ts';

export const steps = {
  'step.incomplete': '此步骤需要填写声网频道名、Slack 频道和负责人。',
  'step.notPermitted': '工作流不能在这里{what}。管理员可以在配置文件的 `permissions.workflows` 下允许。',
  'step.otherChannel': '{name} 的卡片在另一个 Slack 频道。请在此步骤中选择那个频道。',
  'step.refused': '此步骤已被拒绝。请重新运行工作流以查看原因。',
  'step.canceled': '{name} 在开始录制前已取消。',
} as const satisfies Record<keyof typeof en, string>;
