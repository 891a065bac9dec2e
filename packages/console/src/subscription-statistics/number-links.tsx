import { Link } from '@tanstack/react-router'
import { readLanguage } from '../app/preferences.ts'
import { keepApp } from '../app/search-text.ts'
import type { PaymentSearch } from '../payments/payment-search.ts'
import type { SubscriptionSearch } from '../subscriptions/subscription-search.ts'
import type { SubscriptionStatisticsSearch } from './subscription-statistics-search.ts'

/** What the whole page counts: each link has the same conditions. */
export type CountedScope = Pick<SubscriptionStatisticsSearch, 'environment' | 'store' | 'item'>

const linkClass = 'underline decoration-line underline-offset-2 hover:decoration-accent'

type NumberLinkProps<Search> = {
  readonly count: number
  readonly scope: CountedScope
  readonly filter: Search
}

/** A number of periods that opens their payments. */
export function PeriodsLink({ count, scope, filter }: NumberLinkProps<PaymentSearch>) {
  if (count === 0) return <Zero />
  const { environment = 'PRODUCTION', store, item } = scope
  const search: PaymentSearch = {
    environment,
    ...(store === undefined ? {} : { store: [store] }),
    ...(item === undefined ? {} : { item }),
    ...filter,
  }
  return (
    <Link to="/payments" search={(previous) => ({ ...keepApp(previous), ...search })} className={linkClass}>
      {formatCount(count)}
    </Link>
  )
}

/** A number of subscriptions that opens them. */
export function SubscriptionsLink({ count, scope, filter }: NumberLinkProps<SubscriptionSearch>) {
  if (count === 0) return <Zero />
  const { environment = 'PRODUCTION', store, item } = scope
  const search: SubscriptionSearch = {
    environment,
    ...(store === undefined ? {} : { store }),
    ...(item === undefined ? {} : { item }),
    ...filter,
  }
  return (
    <Link
      to="/subscriptions"
      search={(previous) => ({ ...keepApp(previous), ...search })}
      className={linkClass}
    >
      {formatCount(count)}
    </Link>
  )
}

function Zero() {
  return <span className="text-soft">0</span>
}

const formatCount = (count: number) => new Intl.NumberFormat(readLanguage()).format(count)
