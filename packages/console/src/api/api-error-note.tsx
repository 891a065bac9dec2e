import { i18n } from '@lingui/core'
import type { CombinedError } from 'urql'
import { useSession } from '../session/session.tsx'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/notes.tsx'
import { codeOf } from './api-client.ts'

/** Says what failed and what to do next. */
export function ApiErrorNote({
  error,
  onRetry,
}: {
  readonly error: CombinedError
  readonly onRetry: () => void
}) {
  const { state } = useSession()
  const code = codeOf(error)
  const requestId = error.graphQLErrors[0]?.extensions['requestId']
  // The sign-in over the page says what to do.
  if (state.kind === 'SIGNED_IN' && state.isEnded) return null
  return (
    <ErrorNote title={titleOf(code)}>
      <p>{adviceOf(code, error)}</p>
      {typeof requestId === 'string' && <p className="font-mono text-xs">{requestId}</p>}
      <Button className="mt-2" onClick={onRetry}>
        {i18n.t('Try again')}
      </Button>
    </ErrorNote>
  )
}

export function titleOf(code: string): string {
  if (code === 'UNREACHABLE') return i18n.t('The server cannot be reached.')
  if (code === 'UNAUTHENTICATED') return i18n.t('The AppKey is unknown, or you have no role at it.')
  if (code === 'FORBIDDEN') return i18n.t('Your role does not allow this.')
  if (code === 'RATE_LIMITED') return i18n.t('Too many requests.')
  if (code === 'BAD_USER_INPUT') return i18n.t('The server refused the filter or the position.')
  return i18n.t('The server could not answer.')
}

export function adviceOf(code: string, error: CombinedError): string {
  if (code === 'UNREACHABLE') return i18n.t('Check your connection, then try again.')
  if (code === 'UNAUTHENTICATED') return i18n.t('Choose another AppKey above, or ask an owner for a role.')
  if (code === 'FORBIDDEN') return i18n.t('Ask an owner of the AppKey for another role.')
  if (code === 'RATE_LIMITED') return i18n.t('Wait a moment, then try again.')
  if (code === 'BAD_USER_INPUT') return error.graphQLErrors[0]?.message ?? ''
  return i18n.t('Try again. If it stays so, give the request id to whoever runs the server.')
}
