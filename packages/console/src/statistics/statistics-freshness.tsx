import { i18n } from '@lingui/core'
import { Time } from '../ui/time.tsx'

type Freshness = {
  readonly timeZone: string
  readonly updatedAt: string | null
  readonly pendingEventCount: number
  readonly isComplete: boolean
}

/** Whose days the numbers have, and up to when they are counted. */
export function StatisticsFreshness({ statistics }: { readonly statistics: Freshness }) {
  const { timeZone, updatedAt, pendingEventCount, isComplete } = statistics
  return (
    <p className="text-xs text-soft">
      {i18n.t('Days of {timeZone}', { timeZone })}
      {updatedAt !== null && (
        <>
          {' · '}
          {i18n.t('last change')} <Time iso={updatedAt} />
        </>
      )}
      {pendingEventCount > 0 && (
        <> · {i18n.t('{count} events are not counted yet', { count: pendingEventCount })}</>
      )}
      {!isComplete && (
        <span className="font-medium text-warn">
          {' · '}
          {i18n.t('All payments are being counted again; the numbers are not complete.')}
        </span>
      )}
    </p>
  )
}
