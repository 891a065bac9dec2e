import { i18n } from '@lingui/core'
import { keepApp } from '../app/search-text.ts'
import { storeLabel } from '../format/labels.ts'
import type { SubscriptionRowFragment } from '../generated/operations.ts'
import { SandboxMark } from '../payments/payment-columns.tsx'
import { Clamped } from '../ui/clamped.tsx'
import type { Column } from '../ui/data-table.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { Time } from '../ui/time.tsx'
import { subscriptionStatusLabel, subscriptionTones } from './subscription-labels.ts'

type SubscriptionColumn = Column<SubscriptionRowFragment>

/** That the store could not be read when the access ended. */
export function StaleMark() {
  return (
    <span
      title={i18n.t('The store could not be read when the access ended.')}
      className="ml-1.5 rounded border border-warn px-1 text-xs whitespace-nowrap"
    >
      {i18n.t('Stale')}
    </span>
  )
}

export const itemColumn: SubscriptionColumn = {
  name: 'item',
  title: () => i18n.t('Item'),
  className: 'min-w-36 max-sm:order-1',
  render: ({ id, item, environment }) => (
    <span className="flex flex-wrap items-baseline">
      <RowLink to="/subscriptions/$subscriptionId" params={{ subscriptionId: id }} search={keepApp}>
        {item === null ? i18n.t('Unknown product') : <Clamped text={item.name} />}
      </RowLink>
      {environment === 'SANDBOX' && <SandboxMark />}
    </span>
  ),
}

export const statusColumn: SubscriptionColumn = {
  name: 'status',
  title: () => i18n.t('Status'),
  className: 'max-sm:order-2 max-sm:text-right',
  render: ({ status, isStale }) => (
    <>
      <Status tone={subscriptionTones[status]}>{subscriptionStatusLabel(i18n, status)}</Status>
      {isStale && <StaleMark />}
    </>
  ),
}

export const storeColumn: SubscriptionColumn = {
  name: 'store',
  title: () => i18n.t('Store'),
  className: 'whitespace-nowrap max-sm:hidden',
  render: ({ store }) => storeLabel(i18n, store),
}

export const accessColumn: SubscriptionColumn = {
  name: 'access',
  title: () => i18n.t('Access until'),
  className: 'max-sm:order-3 max-sm:text-soft',
  render: ({ accessUntil }) => (accessUntil === null ? '–' : <Time iso={accessUntil} />),
}

export const renewsColumn: SubscriptionColumn = {
  name: 'renews',
  title: () => i18n.t('Renews'),
  className: 'max-sm:hidden',
  render: ({ willRenew, renewsAt }) => <RenewalText willRenew={willRenew} renewsAt={renewsAt} />,
}

type RenewalTextProps = { readonly willRenew: boolean; readonly renewsAt: string | null }

export function RenewalText({ willRenew, renewsAt }: RenewalTextProps) {
  if (!willRenew) return <span className="text-soft">{i18n.t('does not renew')}</span>
  return renewsAt === null ? i18n.t('yes, at a time not stated') : <Time iso={renewsAt} />
}

const userColumn: SubscriptionColumn = {
  name: 'user',
  title: () => i18n.t('User'),
  className: 'max-sm:order-4 max-sm:col-span-2',
  render: ({ user }) =>
    user === null ? (
      <span className="text-soft">{i18n.t('unknown')}</span>
    ) : (
      <TextLink to="/users/$userId" params={{ userId: user.id }} search={keepApp}>
        <bdi className="line-clamp-2 max-w-56 font-mono text-xs leading-5 break-all">{user.userId}</bdi>
      </TextLink>
    ),
}

const startedColumn: SubscriptionColumn = {
  name: 'started',
  title: () => i18n.t('Started'),
  className: 'max-lg:hidden',
  render: ({ startedAt }) => <Time iso={startedAt} />,
}

export const subscriptionColumns: readonly SubscriptionColumn[] = [
  itemColumn,
  statusColumn,
  storeColumn,
  userColumn,
  accessColumn,
  renewsColumn,
  startedColumn,
]
