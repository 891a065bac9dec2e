/**
 * Whether a text has characters that must not be stored: PostgreSQL rejects NUL and lone surrogates, and other control characters
 * are accidents or attacks. Tab and line breaks are allowed.
 */
export function hasControlCharacter(text: string): boolean {
  return /(?![\t\n\r])\p{Cc}/u.test(text) || !text.isWellFormed()
}
