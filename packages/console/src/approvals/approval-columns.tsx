import { i18n } from '@lingui/core'
import { keepApp } from '../app/search-text.ts'
import { paymentStatusLabel, paymentTones } from '../format/labels.ts'
import type { RefundApprovalsQuery, RefundApprovalStatus } from '../generated/operations.ts'
import type { Column } from '../ui/data-table.tsx'
import { Money } from '../ui/money.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status, type Tone } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { DecisionActs } from './decision-acts.tsx'

type Row = RefundApprovalsQuery['refundApprovals']['nodes'][number]

const tones: Record<RefundApprovalStatus, Tone> = {
  PENDING: 'warn',
  APPROVED: 'accent',
  EXECUTED: 'good',
  FAILED: 'bad',
  REJECTED: 'idle',
  CANCELED: 'idle',
  EXPIRED: 'idle',
}

const statusLabels: Record<RefundApprovalStatus, () => string> = {
  PENDING: () => i18n.t('Waiting'),
  APPROVED: () => i18n.t('Approved, not carried out'),
  EXECUTED: () => i18n.t('Carried out'),
  FAILED: () => i18n.t('Not possible'),
  REJECTED: () => i18n.t('Rejected'),
  CANCELED: () => i18n.t('Canceled'),
  EXPIRED: () => i18n.t('Expired'),
}

const item: Column<Row> = {
  name: 'item',
  title: () => i18n.t('Payment'),
  className: 'max-sm:order-1 sm:max-w-52',
  render: ({ payment }) => (
    <>
      <RowLink to="/payments/$paymentId" params={{ paymentId: payment.id }} search={keepApp}>
        <bdi className="line-clamp-2 break-words">{payment.item.name}</bdi>
      </RowLink>
      <span className="block text-xs text-soft">
        <Status tone={paymentTones[payment.status]}>{paymentStatusLabel(i18n, payment.status)}</Status>
      </span>
    </>
  ),
}

const amount: Column<Row> = {
  name: 'amount',
  title: () => i18n.t('Amount'),
  isNumber: true,
  className: 'max-sm:order-2 max-sm:text-right',
  render: ({ amount }) => <Money money={amount} />,
}

const status: Column<Row> = {
  name: 'status',
  title: () => i18n.t('Status'),
  className: 'max-sm:order-3',
  render: ({ status, failure }) => (
    <>
      <Status tone={tones[status]}>{statusLabels[status]()}</Status>
      {failure !== null && <bdi className="line-clamp-2 break-words text-soft">{failure}</bdi>}
    </>
  ),
}

const requested: Column<Row> = {
  name: 'requested',
  title: () => i18n.t('Requested'),
  className: 'max-sm:order-5 max-sm:col-span-2 sm:max-w-72',
  render: ({ requestedBy, requestedAt, reason }) => (
    <>
      <Time iso={requestedAt} /> <bdi className="break-words text-soft">{requestedBy.name}</bdi>
      <bdi className="line-clamp-2 break-words">{reason}</bdi>
    </>
  ),
}

const decided: Column<Row> = {
  name: 'decided',
  title: () => i18n.t('Decided or expires'),
  className: 'max-sm:order-6 max-sm:col-span-2 sm:max-w-60',
  render: ({ decidedBy, decidedAt, expiresAt, decisionReason }) => (
    <>
      {decidedAt === null && <span className="text-soft">{i18n.t('expires')} </span>}
      <Time iso={decidedAt ?? expiresAt} />{' '}
      {decidedBy !== null && <bdi className="break-words text-soft">{decidedBy.name}</bdi>}
      {decisionReason !== null && <bdi className="line-clamp-2 break-words">{decisionReason}</bdi>}
    </>
  ),
}

/** The columns of the list of requests; the last one has what this operator may decide. */
export function approvalColumns(onReload: () => void): readonly Column<Row>[] {
  const decision: Column<Row> = {
    name: 'acts',
    title: () => i18n.t('Decision'),
    className: 'max-sm:order-7 max-sm:col-span-2',
    render: (row) => (
      <div className="flex flex-wrap gap-2">
        <DecisionActs approval={row} paymentVersion={row.payment.version} onReload={onReload} />
      </div>
    ),
  }
  return [item, amount, status, requested, decided, decision]
}
