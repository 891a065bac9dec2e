import { useState } from 'react'

type Seen = { readonly view: string; readonly ids: ReadonlySet<string>; readonly added: ReadonlySet<string> }

const none: ReadonlySet<string> = new Set()

/** The rows that have appeared in a view since it was opened. The list is bounded, so these are too. */
export function useNewRows(
  view: string,
  rows: readonly { readonly id: string }[] | null,
  isLive: boolean,
): ReadonlySet<string> {
  const [seen, setSeen] = useState<Seen | null>(null)
  if (!isLive || rows === null) {
    if (seen !== null) setSeen(null)
    return none
  }
  if (seen?.view !== view) {
    setSeen({ view, ids: new Set(rows.map(({ id }) => id)), added: none })
    return none
  }
  const fresh = rows.filter(({ id }) => !seen.ids.has(id) && !seen.added.has(id))
  if (fresh.length > 0) {
    const added = new Set(rows.filter(({ id }) => !seen.ids.has(id)).map(({ id }) => id))
    setSeen({ ...seen, added })
    return added
  }
  return seen.added
}
