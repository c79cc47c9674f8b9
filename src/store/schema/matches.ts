/** Every field of T, down to the last: an optional one becomes a tuple, so that its absence in another type is a difference. */
type Fields<T> = T extends string | number | boolean | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? Fields<Item>[]
    : { [K in keyof T]-?: object extends Pick<T, K> ? [Fields<Exclude<T[K], undefined>>] : Fields<T[K]> };

/**
 * `true` where a schema's output and a type of the core are the same, optional fields included; else nothing has this type. So
 * `true satisfies Matches<…>` does not compile when either of the two changes alone.
 */
export type Matches<A, B> = [Fields<A>, Fields<B>] extends [Fields<B>, Fields<A>] ? true : never;
