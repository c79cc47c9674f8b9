/** Not a secret: Slack still sends this field, which it retired long ago. */
export const verificationToken = 'verification-token-of-the-local-workspace';
