import { i18n } from '@lingui/core'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/notes.tsx'
import { countConditions, type PaymentSearch } from './payment-search.ts'

type EmptyListProps = {
  readonly search: PaymentSearch
  readonly hasNextPage: boolean
  readonly onClear: () => void
}

/** Why the list is empty, and what to do first. */
export function EmptyList({ search, hasNextPage, onClear }: EmptyListProps) {
  if (hasNextPage) {
    return (
      <Empty title={i18n.t('No match on this page')}>
        {i18n.t('The server examines only so many payments at once. Go on with the next page.')}
      </Empty>
    )
  }
  if (countConditions(search) === 0) {
    return (
      <Empty title={i18n.t('There are no payments yet')}>
        {i18n.t(
          'A payment appears here when a store has confirmed it. Verify a first test purchase with your app.',
        )}
      </Empty>
    )
  }
  return (
    <Empty title={i18n.t('No payment matches the filter')}>
      <p>
        {i18n.t('Check the id and the period, or whether the payment is in another AppKey or environment.')}
      </p>
      <Button className="mt-3" onClick={onClear}>
        {i18n.t('Clear the filter')}
      </Button>
    </Empty>
  )
}
