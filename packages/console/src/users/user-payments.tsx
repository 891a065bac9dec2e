import { i18n } from '@lingui/core'
import { keepApp } from '../app/search-text.ts'
import { paymentStatusLabel, paymentTones } from '../format/labels.ts'
import type { UserPaymentRowFragment, UserRefundRowFragment } from '../generated/operations.ts'
import { SandboxMark } from '../payments/payment-columns.tsx'
import { Clamped } from '../ui/clamped.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Section } from '../ui/facts.tsx'
import { Money } from '../ui/money.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { Time } from '../ui/time.tsx'
import type { UserDetails } from './user-details.ts'

type UserProps = { readonly user: UserDetails }

const paymentColumns: readonly Column<UserPaymentRowFragment>[] = [
  {
    name: 'time',
    title: () => i18n.t('Time'),
    className: 'sm:w-48 max-sm:order-3 max-sm:text-soft',
    render: ({ id, paidAt }) => (
      <RowLink to="/payments/$paymentId" params={{ paymentId: id }} search={keepApp}>
        <Time iso={paidAt} />
      </RowLink>
    ),
  },
  {
    name: 'item',
    title: () => i18n.t('Item'),
    className: 'max-sm:order-1',
    render: ({ item, environment }) => (
      <span className="flex flex-wrap items-baseline">
        <Clamped text={item.name} />
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
    name: 'status',
    title: () => i18n.t('Status'),
    className: 'sm:w-40 max-sm:order-4 max-sm:text-right',
    render: ({ status }) => <Status tone={paymentTones[status]}>{paymentStatusLabel(i18n, status)}</Status>,
  },
]

type TableProps<Row extends { readonly id: string }> = {
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
}

/** A table whose first column is below the heading, and not further in. */
function AlignedTable<Row extends { readonly id: string }>({ columns, rows }: TableProps<Row>) {
  return (
    <div className="-mx-3 sm:-mx-4">
      <DataTable columns={columns} rows={rows} />
    </div>
  )
}

/** What the game still owes, and the last payments. */
export function UserPayments({ user: { userId, unconsumedPayments, payments } }: UserProps) {
  const owed = unconsumedPayments.nodes
  return (
    <>
      {owed.length > 0 && (
        <Section title={i18n.t('Not consumed')}>
          <AlignedTable columns={paymentColumns} rows={owed} />
        </Section>
      )}
      <Section title={i18n.t('Last payments')}>
        {payments.nodes.length === 0 && <p className="text-soft">{i18n.t('The user has no payments.')}</p>}
        <AlignedTable columns={paymentColumns} rows={payments.nodes} />
        {payments.pageInfo.hasNextPage && (
          <TextLink
            to="/payments"
            search={(previous) => ({ ...keepApp(previous), user: userId })}
            className="mt-2 inline-block text-accent underline underline-offset-2"
          >
            {i18n.t('All payments of the user')}
          </TextLink>
        )}
      </Section>
    </>
  )
}

const refundColumns: readonly Column<UserRefundRowFragment>[] = [
  {
    name: 'time',
    title: () => i18n.t('Time'),
    className: 'sm:w-48 max-sm:order-3 max-sm:text-soft',
    render: ({ refundedAt, payment }) =>
      payment === null ? (
        <Time iso={refundedAt} />
      ) : (
        <RowLink to="/payments/$paymentId" params={{ paymentId: payment.id }} search={keepApp}>
          <Time iso={refundedAt} />
        </RowLink>
      ),
  },
  {
    name: 'item',
    title: () => i18n.t('Item'),
    className: 'max-sm:order-1',
    render: ({ payment }) => (payment === null ? '–' : <Clamped text={payment.item.name} />),
  },
  {
    name: 'amount',
    title: () => i18n.t('Amount'),
    isNumber: true,
    className: 'sm:w-32 max-sm:order-2',
    render: ({ amount }) => <Money money={amount} />,
  },
  {
    name: 'before',
    title: () => i18n.t('Before the refund'),
    className: 'sm:w-40 max-sm:order-4 max-sm:text-right',
    render: ({ previousStatus, reversedAt }) => (
      <>
        <Status tone={previousStatus === 'PAID' ? 'idle' : 'bad'}>
          {paymentStatusLabel(i18n, previousStatus)}
        </Status>
        {reversedAt !== null && <span className="block text-xs text-soft">{i18n.t('reversed')}</span>}
      </>
    ),
  },
]

/** The last refunds; a red dot where the item had been used. */
export function UserRefunds({ user: { refunds } }: UserProps) {
  if (refunds.nodes.length === 0) return null
  return (
    <Section title={i18n.t('Last refunds')}>
      <AlignedTable columns={refundColumns} rows={refunds.nodes} />
    </Section>
  )
}
