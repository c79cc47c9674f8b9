/** `canView` of the core, in SQL: a contract test compares the two. */
export const isVisible = '(card_private = 0 OR card_channel = @channelId OR started_by = @userId)';
