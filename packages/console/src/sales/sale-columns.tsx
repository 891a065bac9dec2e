import { i18n } from '@lingui/core'
import { storeLabel } from '../format/labels.ts'
import type { UnattributedSaleRowFragment } from '../generated/operations.ts'
import { SandboxMark } from '../payments/payment-columns.tsx'
import { Clamped } from '../ui/clamped.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import type { Column } from '../ui/data-table.tsx'
import { Money } from '../ui/money.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import type { SalesSearch } from './sales-search.ts'

type Sale = UnattributedSaleRowFragment

export const saleColumns = (search: SalesSearch & { readonly app?: string }): readonly Column<Sale>[] => [
  {
    name: 'time',
    title: () => i18n.t('Time'),
    className: 'sm:w-44 max-sm:order-3',
    render: ({ id, paidAt }) => (
      <RowLink to="/unattributed-sales" search={{ ...search, sale: id }}>
        <Time iso={paidAt} />
      </RowLink>
    ),
  },
  ...otherColumns,
]

const otherColumns: readonly Column<Sale>[] = [
  {
    name: 'item',
    title: () => i18n.t('Item'),
    className: 'max-sm:order-1',
    render: ({ item, storeProductId, environment }) => (
      <span className="flex max-w-72 flex-wrap items-baseline">
        <Clamped text={item?.name ?? storeProductId} />
        {environment === 'SANDBOX' && <SandboxMark />}
      </span>
    ),
  },
  {
    name: 'amount',
    title: () => i18n.t('Amount'),
    isNumber: true,
    className: 'sm:w-32 max-sm:order-2',
    render: ({ price }) => <Money money={price} />,
  },
  {
    name: 'store',
    title: () => i18n.t('Store'),
    className: 'max-md:hidden',
    render: ({ store }) => storeLabel(i18n, store),
  },
  {
    name: 'order',
    title: () => i18n.t('Order id'),
    className: 'max-sm:order-5 max-sm:col-span-2',
    render: ({ storeOrderId, storeTransactionId }) => <CopyText text={storeOrderId ?? storeTransactionId} />,
  },
  {
    name: 'state',
    title: () => i18n.t('What happens next'),
    className: 'max-sm:order-4 max-sm:text-right',
    render: ({ refundedAt, acknowledgementDeadline }) => {
      if (refundedAt !== null) return <Status tone="idle">{i18n.t('Refunded by the store')}</Status>
      if (acknowledgementDeadline === null) return <Status tone="warn">{i18n.t('Waits for its user')}</Status>
      return (
        <>
          <Status tone="bad">{i18n.t('The store refunds it')}</Status>
          <span className="block text-soft">
            <Time iso={acknowledgementDeadline} />
          </span>
        </>
      )
    },
  },
]
