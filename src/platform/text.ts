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

/** Whether a text changes the direction of what is shown after it. */
export function hasDirectionOverride(text: string): boolean {
  return /[\u202a-\u202e\u2066-\u2069]/u.test(text)
}

/**
 * The characters that a terminal, an editor or a reader of a log obeys instead of showing them: control characters except tab and line
 * break, line separators, and those that change the direction of the text.
 */
const controlCharacters = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Replaces the control characters of a text by their escape sequences in JSON, such as `\\u001b`, and keeps tabs and line breaks. */
export function escapeControlCharacters(text: string): string {
  return text.replaceAll(
    controlCharacters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
