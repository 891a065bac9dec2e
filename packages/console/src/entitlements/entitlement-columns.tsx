import { i18n } from '@lingui/core'
import { keepApp } from '../app/search-text.ts'
import type { EntitlementRowFragment } from '../generated/operations.ts'
import { SandboxMark } from '../payments/payment-columns.tsx'
import { StaleMark } from '../subscriptions/subscription-columns.tsx'
import { Clamped } from '../ui/clamped.tsx'
import type { Column } from '../ui/data-table.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'

/** An entitlement of a user; its key is its id, of which a user has one each. */
export type EntitlementOfUser = EntitlementRowFragment & { readonly id: string }

export const entitlementColumns: readonly Column<EntitlementOfUser>[] = [
  {
    name: 'entitlement',
    title: () => i18n.t('Entitlement'),
    className: 'max-sm:order-1',
    render: ({ key, name, environment }) => (
      <>
        <span className="flex flex-wrap items-baseline">
          <Clamped text={name} />
          {environment === 'SANDBOX' && <SandboxMark />}
        </span>
        {key !== name && <bdi className="block font-mono text-xs break-all text-soft">{key}</bdi>}
      </>
    ),
  },
  {
    name: 'state',
    title: () => i18n.t('Status'),
    className: 'sm:w-40 max-sm:order-2 max-sm:text-right',
    render: ({ isActive, inGracePeriod, isStale }) => (
      <>
        <Status tone={isActive ? (inGracePeriod ? 'warn' : 'good') : 'idle'}>
          {isActive ? (inGracePeriod ? i18n.t('Grace period') : i18n.t('Has access')) : i18n.t('No access')}
        </Status>
        {isStale && <StaleMark />}
      </>
    ),
  },
  {
    name: 'until',
    title: () => i18n.t('Access until'),
    className: 'sm:w-48 max-sm:order-3 max-sm:text-soft',
    render: ({ accessUntil, isActive, willRenew }) => (
      <>
        {accessUntil === null ? isActive ? i18n.t('without end') : '–' : <Time iso={accessUntil} />}
        {willRenew && <span className="block text-xs text-soft">{i18n.t('renews')}</span>}
      </>
    ),
  },
  {
    name: 'source',
    title: () => i18n.t('Given by'),
    className: 'sm:w-32 max-sm:order-4 max-sm:text-right',
    render: (entitlement) => <Source entitlement={entitlement} />,
  },
]

/** What gives the access, with a link to it. */
function Source({ entitlement: { source, sourceId } }: { readonly entitlement: EntitlementOfUser }) {
  switch (source) {
    case 'SUBSCRIPTION':
      return (
        <RowLink to="/subscriptions/$subscriptionId" params={{ subscriptionId: sourceId }} search={keepApp}>
          {i18n.t('Subscription')}
        </RowLink>
      )
    case 'PAYMENT':
      return (
        <RowLink to="/payments/$paymentId" params={{ paymentId: sourceId }} search={keepApp}>
          {i18n.t('Payment')}
        </RowLink>
      )
    case 'GRANT':
      return i18n.t('Grant')
  }
}
