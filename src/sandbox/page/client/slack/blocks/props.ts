export type BlockProps<B> = Readonly<{ block: B; blockId: string }>;
