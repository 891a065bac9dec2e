/** For references that foreign keys guarantee. */
export function assertFound<Row>(row: Row | null): Row {
  if (row === null) throw new Error('referenced row not found')
  return row
}
