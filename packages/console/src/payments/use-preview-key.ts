import { useEffect, useEffectEvent } from 'react'

/** Space previews the payment of the row that has the focus. Everywhere else it does what the browser does. */
export function usePreviewKey(onPreview: (id: string) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing
    const link = document.activeElement?.closest('[data-row-link]')
    const id = link?.closest<HTMLElement>('tr[data-row]')?.dataset['row']
    if (event.key !== ' ' || !isPlain || id === undefined) return
    event.preventDefault()
    onPreview(id)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}
