import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { readLanguage } from '../app/preferences.ts'
import { keepApp } from '../app/search-text.ts'
import type { Environment, RefundExtent, Store } from '../generated/operations.ts'
import { writeSpan } from '../pages/search-fields.ts'
import type { PaymentSearch } from '../payments/payment-search.ts'

/** A group of the statistics, as far as it says which payments are in it. */
export type LinkedGroup = {
  readonly paidFrom: string
  readonly paidTo: string
  readonly currencyCode: string | null
  readonly paymentCount: number
  readonly store?: Store | null
  readonly itemId?: string | null
  readonly countryCode?: string | null
}

type PaymentsLinkProps = {
  readonly group: LinkedGroup
  readonly environment: Environment
  /** Whether the group is one of a country, so that no country means an unknown one. */
  readonly isOfCountry?: boolean
  readonly refund?: RefundExtent[]
  readonly filter?: Partial<PaymentSearch>
  readonly count?: number
}

/** A number of payments that opens them. */
export function PaymentsLink({ count, group, ...props }: PaymentsLinkProps): ReactNode {
  const shown = count ?? group.paymentCount
  const text = new Intl.NumberFormat(readLanguage()).format(shown)
  if (shown === 0) return text
  return (
    <Link
      to="/payments"
      search={(previous) => ({ ...keepApp(previous), ...toPaymentSearch({ group, ...props }) })}
      className="underline decoration-line underline-offset-2 hover:decoration-accent"
    >
      {text}
    </Link>
  )
}

/** The list of the payments of a group. */
function toPaymentSearch({
  group,
  environment,
  isOfCountry = false,
  refund,
  filter,
}: Omit<PaymentsLinkProps, 'count'>): PaymentSearch {
  const { paidFrom, paidTo, currencyCode, store, itemId, countryCode } = group
  const unknown = [
    ...(currencyCode === null ? (['price'] as const) : []),
    ...(isOfCountry && countryCode == null ? (['country'] as const) : []),
  ]
  return {
    environment,
    ...(currencyCode === null ? {} : { currency: currencyCode }),
    ...(store == null ? {} : { store: [store] }),
    ...(itemId == null ? {} : { item: itemId }),
    ...(countryCode == null ? {} : { country: countryCode }),
    ...(unknown.length === 0 ? {} : { unknown }),
    ...(refund === undefined ? {} : { refund }),
    paid: writeSpan(paidFrom, paidTo),
    ...filter,
  }
}
