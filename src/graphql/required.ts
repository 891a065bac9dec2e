/** For references that foreign keys guarantee. */
export function required<Row>(row: Row | null): Row {
  if (row === null) throw new Error('a referenced row is missing')
  return row
}
