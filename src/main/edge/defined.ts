/** Optional members as they are once those that are `undefined` have gone. */
export type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** The same object without the members that nobody gave: a journal entry has a member, or has it not. */
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;
}
