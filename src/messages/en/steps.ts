/** Why a step of a workflow failed. Slack shows it as plain text. */
export const steps = {
  'step.incomplete': 'The step needs the name of the Agora channel, a Slack channel and a person. Fill them in.',
  'step.notPermitted':
    'Workflows can’t {what} here. Your admin can allow it in the configuration file, under `permissions.workflows`.',
  'step.otherChannel': 'The card of {name} is in another Slack channel. Choose that channel in the step.',
  'step.refused': 'This step was refused. Run the workflow again to see why.',
  'step.canceled': '{name} was canceled before recording began.',
} as const;
