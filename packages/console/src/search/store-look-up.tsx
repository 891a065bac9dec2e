import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { problemText } from '../api/problem-text.ts'
import { useApiQuery } from '../api/use-api-query.ts'
import { storeLabel } from '../format/labels.ts'
import { LookUpDocument, type LookUpQuery } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { Skeleton } from '../ui/notes.tsx'
import { Time } from '../ui/time.tsx'
import { LookedUpSale } from './looked-up-sale.tsx'

type StoreLookUpProps = {
  readonly text: string
  /** Whether nothing was found here, so that asking the store is the next step. */
  readonly isOffered: boolean
  readonly onLeave: () => void
}

/** Asks the stores about a text, when the operator wants it: the audit log keeps each look-up. */
export function StoreLookUp({ text, isOffered, onLeave }: StoreLookUpProps) {
  const [isAsked, setAsked] = useState(false)
  const [{ data, error, fetching }, retry] = useApiQuery(LookUpDocument, {
    variables: { text },
    pause: !isAsked,
  })
  const repeat = () => retry({ requestPolicy: 'network-only' })
  if (!isAsked) {
    return (
      <div className="border-t border-line pt-3">
        <Button kind={isOffered ? 'primary' : 'plain'} onClick={() => setAsked(true)}>
          {i18n.t('Ask the store')}
        </Button>
      </div>
    )
  }
  return (
    <section className="border-t border-line pt-3">
      <h3 className="mb-1 font-semibold">{i18n.t('At the store')}</h3>
      {fetching && (
        <p className="text-soft">
          {i18n.t('The store is being asked. It can take some seconds.')}
          <Skeleton className="my-2 w-1/2" />
        </p>
      )}
      {!fetching && error !== undefined && <ApiErrorNote error={error} onRetry={repeat} />}
      {!fetching && data !== undefined && (
        <Answers result={data.lookUpAtStore} text={text} onAsk={repeat} onLeave={onLeave} />
      )}
    </section>
  )
}

type AnswersProps = {
  readonly result: LookUpQuery['lookUpAtStore']
  readonly text: string
  readonly onAsk: () => void
  readonly onLeave: () => void
}

function Answers({ result: { answers, problem }, text, onAsk, onLeave }: AnswersProps) {
  if (problem !== null) return <p>{problemText(problem.code)}</p>
  return answers.map((answer) => (
    <div key={answer.store} className="mb-3">
      <p className="flex flex-wrap items-center justify-between gap-x-3 text-soft">
        <span>
          {i18n.t('{store} said at', { store: storeLabel(i18n, answer.store) })}{' '}
          <Time iso={answer.answeredAt} />
        </span>
        <Button kind="quiet" onClick={onAsk}>
          {i18n.t('Ask again')}
        </Button>
      </p>
      {answer.problem !== null && <p>{problemText(answer.problem.code)}</p>}
      <ul>
        {answer.sales.map((sale) => (
          <li key={`${sale.storeTransactionId} ${sale.storeProductId}`} className="pb-3">
            <LookedUpSale sale={sale} text={text} onLeave={onLeave} />
          </li>
        ))}
      </ul>
    </div>
  ))
}
