import DataLoader from 'dataloader'

export type Loader<Value> = { load: (id: string) => Promise<Value> }

/** Number of ids in one statement. */
export const maxBatchSize = 500

/** Loads one row for each id; null for an id without one. */
export function createRowLoader<Row>(
  read: (ids: readonly string[]) => Promise<Row[]>,
  keyOf: (row: Row) => string,
): Loader<Row | null> {
  return new DataLoader<string, Row | null>(
    async (ids) => {
      const rows = new Map((await read(ids)).map((row) => [keyOf(row), row]))
      return ids.map((id) => rows.get(id) ?? null)
    },
    { cache: false, maxBatchSize },
  )
}

/** Loads all rows of each id. */
export function createGroupLoader<Row>(
  read: (ids: readonly string[]) => Promise<Row[]>,
  keyOf: (row: Row) => string | null,
): Loader<readonly Row[]> {
  return new DataLoader<string, readonly Row[]>(
    async (ids) => {
      const groups = Map.groupBy(await read(ids), keyOf)
      return ids.map((id) => groups.get(id) ?? [])
    },
    { cache: false, maxBatchSize },
  )
}
