import { i18n } from '@lingui/core'
import { storeLabel } from '../format/labels.ts'
import type { RefundReviewRowFragment } from '../generated/operations.ts'
import { Clamped } from '../ui/clamped.tsx'
import type { Column } from '../ui/data-table.tsx'
import { Money } from '../ui/money.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { answerLabel, reviewStatusLabel, reviewTones } from './review-labels.ts'
import type { ReviewSearch } from './review-search.ts'
import { TimeLeft } from './time-left.tsx'

/** The columns of the queue, `elapsed` seconds after the server answered. */
export const reviewColumns = (
  search: ReviewSearch & { readonly app?: string },
  elapsed: number,
): readonly Column<RefundReviewRowFragment>[] => [
  {
    name: 'deadline',
    title: () => i18n.t('Deadline'),
    className: 'max-sm:order-3',
    render: ({ id, deadline, secondsLeft }) => (
      <>
        {secondsLeft !== null && <TimeLeft seconds={Math.max(0, secondsLeft - elapsed)} />}
        <span className="block text-soft">
          <RowLink to="/refund-reviews" search={{ ...search, review: id }}>
            <Time iso={deadline} />
          </RowLink>
        </span>
      </>
    ),
  },
  ...otherColumns,
]

const otherColumns: readonly Column<RefundReviewRowFragment>[] = [
  {
    name: 'item',
    title: () => i18n.t('Item'),
    className: 'min-w-32 max-sm:order-1',
    render: ({ payments, storeOrderId, storeTransactionId }) => {
      const [first] = payments
      const others = payments.length - 1
      if (first === undefined) return <Clamped text={storeOrderId ?? storeTransactionId ?? '–'} />
      return (
        <span className="block max-w-64">
          <Clamped text={first.item.name} />
          {others > 0 && <span className="text-soft">{i18n.t('and {others} more', { others })}</span>}
        </span>
      )
    },
  },
  {
    name: 'user',
    title: () => i18n.t('User'),
    className: 'max-sm:hidden',
    render: ({ payments: [first] }) =>
      first === undefined ? (
        '–'
      ) : (
        <bdi className="line-clamp-2 max-w-56 font-mono text-xs leading-5 break-all">{first.user.userId}</bdi>
      ),
  },
  {
    name: 'amount',
    title: () => i18n.t('Amount'),
    isNumber: true,
    className: 'max-sm:order-2',
    render: ({ payments: [first] }) => <Money money={first?.price ?? null} />,
  },
  {
    name: 'store',
    title: () => i18n.t('Store'),
    className: 'max-md:hidden',
    render: ({ store, requestReason }) => (
      <>
        {storeLabel(i18n, store)}
        {requestReason !== null && (
          <span className="block text-soft">
            <Clamped text={requestReason} />
          </span>
        )}
      </>
    ),
  },
  {
    name: 'status',
    title: () => i18n.t('Status'),
    className: 'max-sm:order-4 max-sm:text-right',
    render: ({ status, answer, record }) => (
      <>
        <Status tone={reviewTones[status]}>{reviewStatusLabel(i18n, status)}</Status>
        {answer !== null && <span className="block text-soft">{answerLabel(i18n, answer)}</span>}
        {answer === null && record?.suggestedAnswer != null && status === 'PENDING' && (
          <span className="block text-soft">
            {i18n.t('suggested: {answer}', { answer: answerLabel(i18n, record.suggestedAnswer) })}
          </span>
        )}
      </>
    ),
  },
]
