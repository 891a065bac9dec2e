import { i18n } from '@lingui/core'
import { keepApp } from '../app/search-text.ts'
import { purchaseStatusLabel, purchaseTones, storeLabel } from '../format/labels.ts'
import type { PurchaseRowFragment } from '../generated/operations.ts'
import { Clamped } from '../ui/clamped.tsx'
import type { Column } from '../ui/data-table.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { Time } from '../ui/time.tsx'

export const purchaseColumns: readonly Column<PurchaseRowFragment>[] = [
  {
    name: 'time',
    title: () => i18n.t('Requested'),
    className: 'max-sm:order-3 max-sm:text-soft',
    render: ({ id, requestedAt }) => (
      <RowLink to="/purchases/$purchaseId" params={{ purchaseId: id }} search={keepApp}>
        <Time iso={requestedAt} />
      </RowLink>
    ),
  },
  {
    name: 'item',
    title: () => i18n.t('Item'),
    className: 'min-w-36 max-sm:order-1',
    render: ({ item }) => (
      <span title={item.itemId} className="block max-w-64">
        <Clamped text={item.name} />
      </span>
    ),
  },
  {
    name: 'store',
    title: () => i18n.t('Store'),
    className: 'whitespace-nowrap max-sm:order-2',
    render: ({ store }) => storeLabel(i18n, store),
  },
  {
    name: 'user',
    title: () => i18n.t('User'),
    className: 'max-sm:order-5',
    render: ({ user }) => (
      <TextLink to="/users/$userId" params={{ userId: user.id }} search={keepApp}>
        <bdi className="line-clamp-2 max-w-56 font-mono text-xs leading-5 break-all">{user.userId}</bdi>
      </TextLink>
    ),
  },
  {
    name: 'status',
    title: () => i18n.t('Status'),
    className: 'max-sm:order-4 max-sm:text-right',
    render: ({ status }) => <Status tone={purchaseTones[status]}>{purchaseStatusLabel(i18n, status)}</Status>,
  },
  {
    name: 'reason',
    title: () => i18n.t('Why'),
    className: 'max-sm:hidden',
    render: ({ status, problem, expiresAt }) =>
      problem === null ? (
        status === 'REQUESTED' && (
          <span className="text-soft">
            {i18n.t('expires')} <Time iso={expiresAt} />
          </span>
        )
      ) : (
        <span className="block max-w-80">
          <Clamped text={problem.message} />
        </span>
      ),
  },
]
