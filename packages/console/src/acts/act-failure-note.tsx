import { i18n } from '@lingui/core'
import { adviceOf, titleOf } from '../api/api-error-note.tsx'
import { codeOf } from '../api/api-client.ts'
import { problemText } from '../api/problem-text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/notes.tsx'
import type { ProblemCode } from '../generated/operations.ts'
import type { ActFailure } from './use-act.ts'

type FailureNoteProps = {
  readonly failure: ActFailure
  /** What to do next, beside the message of the server. */
  readonly advise?: ((code: ProblemCode) => string | null) | undefined
  /** Shows what was changed meanwhile, if the act was refused because of it. */
  readonly onReload?: (() => void) | undefined
}

/** Says why an act changed nothing, and what to do next. */
export function ActFailureNote({ failure, advise, onReload }: FailureNoteProps) {
  if (failure.kind === 'SECOND_FACTOR') return null
  if (failure.kind === 'ERROR') {
    const code = codeOf(failure.error)
    return <ErrorNote title={titleOf(code)}>{adviceOf(code, failure.error)}</ErrorNote>
  }
  const { code, message, retryable } = failure.problem
  const advice = advise?.(code) ?? null
  return (
    <ErrorNote title={problemText(code)}>
      <bdi className="line-clamp-6 break-words" lang="en">
        {message}
      </bdi>
      {advice !== null && <p>{advice}</p>}
      {code === 'CHANGED_MEANWHILE' && onReload !== undefined && (
        <Button className="mt-2" onClick={onReload}>
          {i18n.t('Show it as it is now')}
        </Button>
      )}
      {retryable && <p>{i18n.t('You can try again later without any change.')}</p>}
    </ErrorNote>
  )
}
