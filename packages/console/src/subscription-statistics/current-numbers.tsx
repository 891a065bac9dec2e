import { i18n } from '@lingui/core'
import type { SubscriptionSearch } from '../subscriptions/subscription-search.ts'
import { Figures } from './figures.tsx'
import { SubscriptionsLink, type CountedScope } from './number-links.tsx'
import type { SubscriptionNumbers } from './subscription-statistics-search.ts'

type NumbersProps = { readonly statistics: SubscriptionNumbers; readonly scope: CountedScope }
type Counted = keyof Omit<SubscriptionNumbers['current'], '__typename'>

/** The conditions of the list behind each number. */
const filters: Record<Counted, SubscriptionSearch> = {
  active: { status: ['ACTIVE'] },
  inGracePeriod: { status: ['IN_GRACE_PERIOD'] },
  onHold: { status: ['ON_HOLD'] },
  paused: { status: ['PAUSED'] },
  pending: { status: ['PENDING'] },
  willNotRenew: { status: ['ACTIVE'], renews: 'no' },
  inTrial: { status: ['ACTIVE', 'IN_GRACE_PERIOD'], phase: ['TRIAL'] },
  shared: { status: ['ACTIVE', 'IN_GRACE_PERIOD'], ownership: 'SHARED' },
}

/** The subscriptions that have not ended, by what they are now. */
export function CurrentNumbers({ statistics: { current }, scope }: NumbersProps) {
  const figures: readonly (readonly [Counted, string, string])[] = [
    ['active', i18n.t('Active'), i18n.t('With access, trials and those that will not renew included')],
    ['willNotRenew', i18n.t('of which will not renew'), i18n.t('Active until the end of the period')],
    ['inTrial', i18n.t('of which in a free trial'), i18n.t('With access, before the first charge')],
    ['shared', i18n.t('of which shared in a family'), i18n.t('With access, without a charge of their own')],
    ['inGracePeriod', i18n.t('Grace period'), i18n.t('A renewal was declined; there is access')],
    ['onHold', i18n.t('On hold'), i18n.t('A renewal was declined; there is no access')],
    ['paused', i18n.t('Paused'), i18n.t('There is no access until they resume')],
    ['pending', i18n.t('First payment pending'), i18n.t('There is no access yet')],
  ]
  return (
    <section aria-labelledby="now">
      <h2 id="now" className="px-3 pt-4 pb-2 font-semibold sm:px-4">
        {i18n.t('Subscriptions now')}
      </h2>
      <Figures
        inColumns
        figures={figures.map(([name, title, hint]) => ({
          title,
          hint,
          value: <SubscriptionsLink count={current[name]} scope={scope} filter={filters[name]} />,
        }))}
      />
    </section>
  )
}
