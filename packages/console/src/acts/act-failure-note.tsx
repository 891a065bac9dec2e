import { i18n } from '@lingui/core'
import { adviceOf, titleOf } from '../api/api-error-note.tsx'
import { codeOf } from '../api/api-client.ts'
import { problemText } from '../api/problem-text.ts'
import { ErrorNote } from '../ui/notes.tsx'
import type { ActFailure } from './use-act.ts'

/** Says why an act changed nothing, and what to do next. */
export function ActFailureNote({ failure }: { readonly failure: ActFailure }) {
  if (failure.kind === 'SECOND_FACTOR') return null
  if (failure.kind === 'ERROR') {
    const code = codeOf(failure.error)
    return <ErrorNote title={titleOf(code)}>{adviceOf(code, failure.error)}</ErrorNote>
  }
  const { code, message, retryable } = failure.problem
  return (
    <ErrorNote title={problemText(code)}>
      <bdi className="line-clamp-6 break-words" lang="en">
        {message}
      </bdi>
      {retryable && <p>{i18n.t('You can try again later without any change.')}</p>}
    </ErrorNote>
  )
}
