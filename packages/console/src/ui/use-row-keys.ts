import { useEffect, type RefObject } from 'react'
import { useKeys } from '../app/use-keys.ts'

/** The row that was opened last: whoever comes back goes on from there. */
let lastOpened: string | null = null

export const rememberOpened = (id: string) => {
  lastOpened = id
}

const linkSelector = '[data-row-link]'

/** `j` and `k` move the focus over the rows, and `c` copies the id of the row; `Enter` is the link's own. */
export function useRowKeys(body: RefObject<HTMLTableSectionElement | null>, isLoaded: boolean): void {
  // Of several tables on a page the first one answers the keys, for all of them.
  const rows = () => [
    ...((body.current?.closest('main') ?? body.current)?.querySelectorAll<HTMLElement>(linkSelector) ?? []),
  ]
  const move = (step: 1 | -1) => {
    const links = rows()
    const current = links.findIndex((link) => link === document.activeElement)
    const next = current === -1 ? 0 : Math.min(Math.max(current + step, 0), links.length - 1)
    links[next]?.focus()
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    c: () => {
      const id = document.activeElement?.closest<HTMLElement>('tr[data-row]')?.dataset['row']
      if (id !== undefined) void navigator.clipboard.writeText(id)
    },
  })
  useEffect(() => {
    if (!isLoaded || lastOpened === null) return
    const row = body.current?.querySelector(`tr[data-row="${CSS.escape(lastOpened)}"]`)
    row?.querySelector<HTMLElement>(linkSelector)?.focus({ preventScroll: true })
    lastOpened = null
  }, [body, isLoaded])
}
