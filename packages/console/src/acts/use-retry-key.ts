import { useState } from 'react'

/** Keys that make an act safe to repeat: the same input has the same key for as long as the dialog is open. */
export function useRetryKey(): (input: unknown) => string {
  const [keys] = useState(() => new Map<string, string>())
  return (input) => {
    const text = JSON.stringify(input)
    const key = keys.get(text) ?? crypto.randomUUID()
    keys.set(text, key)
    return key
  }
}
