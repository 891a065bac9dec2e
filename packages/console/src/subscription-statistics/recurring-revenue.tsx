import { i18n } from '@lingui/core'
import { readLanguage } from '../app/preferences.ts'
import { formatAverage } from '../format/money.ts'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { PeriodsLink, type CountedScope } from './number-links.tsx'
import type { SubscriptionNumbers } from './subscription-statistics-search.ts'

type RevenueProps = { readonly statistics: SubscriptionNumbers; readonly scope: CountedScope }
type Revenue = SubscriptionNumbers['recurringRevenue'][number] & { readonly id: string }

/** What the current periods were charged, each for a month, by currency. */
export function RecurringRevenue({ statistics: { recurringRevenue, countedAt }, scope }: RevenueProps) {
  return (
    <section aria-labelledby="revenue">
      <h2 id="revenue" className="px-3 pt-6 font-semibold sm:px-4">
        {i18n.t('Monthly recurring revenue')}
      </h2>
      <p className="max-w-3xl px-3 pb-2 text-xs text-soft sm:px-4">
        {i18n.t(
          'What the current periods of subscriptions with access were charged, each for a month, taxes included. Currencies are never added.',
        )}
      </p>
      {recurringRevenue.length === 0 ? (
        <p className="px-3 text-soft sm:px-4">{i18n.t('No subscription has access now.')}</p>
      ) : (
        <div className="max-w-3xl">
          <DataTable
            columns={columnsOf(scope, countedAt)}
            rows={recurringRevenue.map((revenue) => ({ ...revenue, id: revenue.currencyCode ?? 'unknown' }))}
          />
        </div>
      )}
    </section>
  )
}

function columnsOf(scope: CountedScope, countedAt: string): readonly Column<Revenue>[] {
  return [
    {
      name: 'currency',
      title: () => i18n.t('Currency'),
      className: 'max-sm:order-1',
      render: ({ currencyCode }) => currencyCode ?? i18n.t('Unknown price'),
    },
    {
      name: 'amount',
      title: () => i18n.t('A month'),
      isNumber: true,
      className: 'max-sm:order-2',
      render: ({ currencyCode, amount }) =>
        currencyCode === null ? (
          '–'
        ) : (
          <span className="font-medium" title={`${amount} ${currencyCode}`}>
            {formatAverage({ amount, currencyCode }, readLanguage())}
          </span>
        ),
    },
    {
      name: 'subscriptions',
      title: () => i18n.t('Subscriptions'),
      isNumber: true,
      className: 'max-sm:hidden',
      render: ({ subscriptionCount }) => new Intl.NumberFormat(readLanguage()).format(subscriptionCount),
    },
    {
      name: 'periods',
      title: () => i18n.t('Current periods'),
      isNumber: true,
      className: 'max-sm:order-3 max-sm:col-span-2',
      render: ({ currencyCode, paymentCount }) => (
        <>
          <span className="mr-1.5 text-soft sm:hidden">{i18n.t('Current periods')}</span>
          <PeriodsLink
            count={paymentCount}
            scope={scope}
            filter={{
              current: countedAt,
              ...(currencyCode === null ? { unknown: ['price'] } : { currency: currencyCode }),
            }}
          />
        </>
      ),
    },
  ]
}
