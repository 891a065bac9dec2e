import { useState, type SyntheticEvent } from 'react'
import { authErrorText } from './auth-error-text.ts'

export type Submit = {
  readonly isPending: boolean
  /** null while nothing is wrong. */
  readonly error: string | null
  readonly onSubmit: (event: SyntheticEvent<HTMLFormElement>) => void
}

/** Sends a form once at a time, and keeps what went wrong. */
export function useSubmit(send: (form: FormData) => Promise<void>): Submit {
  const [isPending, setPending] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const onSubmit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isPending) return
    setPending(true)
    setError(null)
    send(new FormData(event.currentTarget))
      .catch((cause: unknown) => setError(authErrorText(cause)))
      .finally(() => setPending(false))
  }
  return { isPending, error, onSubmit }
}

/** The text of a field of a form. */
export function readText(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
