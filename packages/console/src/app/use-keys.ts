import { useEffect, useEffectEvent } from 'react'

/** Keys do nothing while a text is written, a menu or a dialog is open, or a modifier is held. */
function isOfPage({
  target,
  ctrlKey,
  metaKey,
  altKey,
  defaultPrevented,
  isComposing,
}: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || defaultPrevented || isComposing) return false
  if (document.querySelector('dialog[open], [role="menu"]') !== null) return false
  return !(target instanceof HTMLElement && target.closest('input, textarea, select') !== null)
}

/** Calls back when one of the keys is pressed on the page. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const action = keys[event.key]
    if (action === undefined || !isOfPage(event)) return
    event.preventDefault()
    action()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}
