import { useEffect, type RefObject } from 'react'
import { useKeys } from '../app/use-keys.ts'

/** The row that was opened last: whoever comes back goes on from there. */
let lastOpened: string | null = null

export const rememberOpened = (id: string) => {
  lastOpened = id
}

const linkSelector = '[data-row-link]'
const tableSelector = 'tbody[data-row-keys]'

/** The rows of the table that had the focus last. */
let lastUsed: Element | null = null

function rememberTable({ target }: FocusEvent): void {
  const table = target instanceof Element ? target.closest(tableSelector) : null
  if (table !== null) lastUsed = table
}

/** The links of the table that has the focus or was used last; of another page's tables the first one. */
function listLinks(): HTMLElement[] {
  const bodies = [...document.querySelectorAll(tableSelector)].filter(
    (body) => body.querySelector(linkSelector) !== null,
  )
  const focused = bodies.find((body) => body.contains(document.activeElement))
  const body = focused ?? bodies.find((each) => each === lastUsed) ?? bodies[0]
  return [...(body?.querySelectorAll<HTMLElement>(linkSelector) ?? [])]
}

/**
 * `j` and `k` move the focus over the rows of one table, and `c` copies the id of the row; `Enter` is the link's own. Each table of a page
 * listens, and the first one that does answers.
 */
export function useRowKeys(body: RefObject<HTMLTableSectionElement | null>, isLoaded: boolean): void {
  const move = (step: 1 | -1) => {
    const links = listLinks()
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
    document.addEventListener('focusin', rememberTable)
    return () => document.removeEventListener('focusin', rememberTable)
  }, [])
  useEffect(() => {
    if (!isLoaded || lastOpened === null) return
    const row = body.current?.querySelector(`tr[data-row="${CSS.escape(lastOpened)}"]`)
    row?.querySelector<HTMLElement>(linkSelector)?.focus({ preventScroll: true })
    lastOpened = null
  }, [body, isLoaded])
}
