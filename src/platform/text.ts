/**
 * Whether a text has characters that must not be stored: PostgreSQL rejects NUL and lone surrogates, and other control characters
 * are accidents or attacks. Tab and line breaks are allowed.
 */
export function hasControlCharacter(text: string): boolean {
  return /(?![\t\n\r])\p{Cc}/u.test(text) || !text.isWellFormed()
}

/**
 * Whether a text is fit to identify something: no control characters, no line separators, no lone surrogates, no white space at its
 * ends. Two ids that look alike would otherwise be two users.
 */
export function isIdentifierText(text: string): boolean {
  return text !== '' && text === text.trim() && text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)
}
