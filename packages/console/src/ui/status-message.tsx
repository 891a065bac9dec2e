import { useEffect, useSyncExternalStore } from 'react'

const shownMs = 6_000

let message: { readonly text: string } | null = null
const listeners = new Set<() => void>()

function setMessage(next: typeof message): void {
  message = next
  for (const listener of listeners) listener()
}

/** Says for some seconds what an act has done, in the corner of the page and to screen readers. */
export const announce = (text: string) => setMessage({ text })

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function StatusMessage() {
  const current = useSyncExternalStore(subscribe, () => message)
  useEffect(() => {
    if (current === null) return undefined
    const timer = setTimeout(() => setMessage(null), shownMs)
    return () => clearTimeout(timer)
  }, [current])
  return (
    <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-3 bottom-3 z-40">
      {current !== null && (
        <p className="mx-auto w-fit max-w-full rounded-md bg-ink px-3 py-2 text-canvas shadow-lg">
          {current.text}
        </p>
      )}
    </div>
  )
}
