import type { StorePage, TimeWindow } from '../../src/stores/contract/history.ts'

/** An entry of a store's history and its time. */
export type Dated<Entry> = { readonly at: Date; readonly entry: Entry }

/** A history that is listed page by page, as a store does; `requestedCursors` and `windows` are those of the calls, in order. */
export function createPagedHistory<Entry>(entries: readonly Dated<Entry>[], size: number) {
  const requestedCursors: (string | null)[] = []
  const windows: TimeWindow[] = []
  const list = async (window: TimeWindow, cursor: string | null): Promise<StorePage<Entry>> => {
    requestedCursors.push(cursor)
    windows.push(window)
    const within = entries.filter(({ at }) => at >= window.from && at <= window.to)
    const start = Number(cursor ?? 0)
    const next = start + size < within.length ? String(start + size) : null
    return { entries: within.slice(start, start + size).map(({ entry }) => entry), next }
  }
  return { list, requestedCursors, windows }
}
