/** Returns a row that a foreign key guarantees to exist. */
export function assertFound<Row>(row: Row | null): Row {
  if (row === null) throw new Error('referenced row not found')
  return row
}
