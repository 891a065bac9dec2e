/** A random text of about 150 bits. It is no secret, and not every platform has `crypto`. */
export const createId = (): string => [1, 2, 3].map(() => Math.random().toString(36).slice(2)).join('')
