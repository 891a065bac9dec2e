/** A string, with the colon if it is a member name, or white space between tokens. */
const tokenPattern = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|\s+/g

/** JavaScript moves members with such names to the front of an object. */
const arrayIndexPattern = /^(?:0|[1-9]\d*)$/

/**
 * Parses a JSON object that every parser reads the same way: no duplicate members, no member names that look like array indexes, no
 * numbers that JavaScript writes differently, no lone surrogates. For such an object `JSON.stringify` returns the compact text with the
 * members in the order in which they were sent.
 * @returns null for every other text
 */
export function parseStrictJsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return minify(text) === JSON.stringify(value) ? { ...value } : null
  } catch {
    // Not JSON, ambiguous, or nested too deeply.
    return null
  }
}

/** The text without white space, with characters escaped only where JSON requires it. */
function minify(text: string): string {
  return text.replace(tokenPattern, (_part, quoted?: string, colon?: string) => {
    if (quoted === undefined) return ''
    const value = String(JSON.parse(quoted))
    const isName = colon !== undefined
    if (!value.isWellFormed() || (isName && arrayIndexPattern.test(value)))
      throw new SyntaxError('the string is ambiguous')
    return JSON.stringify(value) + (isName ? ':' : '')
  })
}
