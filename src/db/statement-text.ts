/** The parts of a query of the driver: what is between the texts is a value, the name of a column or table, or a fragment. */
type Template = {
  readonly strings?: readonly string[]
  readonly args?: readonly unknown[]
  readonly value?: unknown
}

/** The text of a statement with its fragments and names, without its values. */
export function readStatementText(query: unknown): string {
  if (typeof query !== 'object' || query === null) return '?'
  const { strings, args = [], value } = query as Template
  if (strings === undefined) return isIdentifier(query) && typeof value === 'string' ? value : '?'
  return strings
    .map((text, index) => (index === 0 ? text : readStatementText(args[index - 1]) + text))
    .join('')
}

/** The driver does not export the class of the names of columns and tables. A value can have a `value` too. */
function isIdentifier(part: object): boolean {
  const { constructor } = part as { readonly constructor?: { readonly name: string } }
  return constructor?.name === 'Identifier'
}
