/** A string, with the colon if it names a member, or white space between tokens. */
const tokenPattern = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|\s+/g

/** JavaScript moves members of such names to the front. */
const arrayIndexPattern = /^(?:0|[1-9]\d*)$/

/**
 * Reads a JSON object that every reader reads the same way: no member twice, no names that look like numbers, no
 * numbers that are written in another way than they are read, no halves of characters. Of such an object
 * `JSON.stringify` makes the compact text, with the members in the order in which they were sent.
 * @returns null for everything else
 */
export function parseStrictJsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return minify(text) === JSON.stringify(value) ? { ...value } : null
  } catch {
    // No JSON, not plain, or nested too deep.
    return null
  }
}

/** The text as it stands, without white space and with each character escaped only where it has to be. */
function minify(text: string): string {
  return text.replace(tokenPattern, (_part, quoted?: string, colon?: string) => {
    if (quoted === undefined) return ''
    const value = String(JSON.parse(quoted))
    const isName = colon !== undefined
    if (!value.isWellFormed() || (isName && arrayIndexPattern.test(value))) throw new SyntaxError('not plain')
    return JSON.stringify(value) + (isName ? ':' : '')
  })
}
