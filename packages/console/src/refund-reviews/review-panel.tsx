import { i18n } from '@lingui/core'
import { useState } from 'react'
import { useMay } from '../app/permissions.ts'
import { keepApp } from '../app/search-text.ts'
import { paymentStatusLabel, paymentTones, storeLabel } from '../format/labels.ts'
import type { RefundReviewRowFragment } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { Clamped } from '../ui/clamped.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Facts, Section } from '../ui/facts.tsx'
import { Money } from '../ui/money.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { Status } from '../ui/status.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { Time } from '../ui/time.tsx'
import { AnswerDialog } from './answer-dialog.tsx'
import { answerLabel, describeRecord, reviewStatusLabel, reviewTones } from './review-labels.ts'
import { TimeLeft } from './time-left.tsx'

type ReviewPanelProps = {
  readonly review: RefundReviewRowFragment
  readonly elapsed: number
  readonly onReload: () => void
  readonly onClose: () => void
}

/** What the store asks, what the records say, and the answer. */
export function ReviewPanel({ review, elapsed, onReload, onClose }: ReviewPanelProps) {
  const may = useMay()
  const [isAnswering, setAnswering] = useState(false)
  const { status, secondsLeft, record } = review
  const left = secondsLeft === null ? null : Math.max(0, secondsLeft - elapsed)
  return (
    <SidePanel title={i18n.t('Refund review')} onClose={onClose}>
      <div className="grid gap-6">
        <div className="border-l-2 border-accent bg-panel px-3 py-2">
          <p>{describeRecord(i18n, record)}</p>
          {record?.suggestedAnswer != null && (
            <p>
              {i18n.t('The records suggest: {answer}', { answer: answerLabel(i18n, record.suggestedAnswer) })}
            </p>
          )}
        </div>
        {status === 'PENDING' && left !== 0 && may('answerRefundReview') && (
          <Button kind="primary" onClick={() => setAnswering(true)}>
            {i18n.t('Answer')}
          </Button>
        )}
        <ReviewFacts review={review} left={left} />
        <Payments review={review} />
      </div>
      {isAnswering && (
        <AnswerDialog review={review} onReload={onReload} onClose={() => setAnswering(false)} />
      )}
    </SidePanel>
  )
}

type ReviewFactsProps = { readonly review: RefundReviewRowFragment; readonly left: number | null }

function ReviewFacts({ review, left }: ReviewFactsProps) {
  const { status, store, deadline, requestReason, requestedAt, chargebackCost } = review
  return (
    <Facts
      facts={[
        [
          i18n.t('Status'),
          <Status key="status" tone={reviewTones[status]}>
            {reviewStatusLabel(i18n, status)}
          </Status>,
        ],
        [
          i18n.t('Deadline'),
          <span key="deadline">
            <Time iso={deadline} withZone /> {left !== null && <TimeLeft seconds={left} />}
          </span>,
        ],
        [i18n.t('Store'), storeLabel(i18n, store)],
        [i18n.t('Requested at'), <Time key="requested" iso={requestedAt} withZone />],
        requestReason === null
          ? null
          : [i18n.t('Reason of the store'), <Clamped key="reason" text={requestReason} />],
        chargebackCost === null
          ? null
          : [i18n.t('A chargeback costs'), <Money key="cost" money={chargebackCost} />],
        ...answerFacts(review),
        [i18n.t('Review id'), <CopyText key="id" text={review.id} />],
      ]}
    />
  )
}

function answerFacts({ answer, answerReason, answeredAt, lastError }: RefundReviewRowFragment) {
  return [
    answer === null ? null : ([i18n.t('Answer'), answerLabel(i18n, answer)] as const),
    answerReason === null
      ? null
      : ([i18n.t('Reason of the answer'), <Clamped key="answer" text={answerReason} />] as const),
    answeredAt === null
      ? null
      : ([i18n.t('Accepted at'), <Time key="accepted" iso={answeredAt} withZone />] as const),
    lastError === null ? null : ([i18n.t('Last error'), <Clamped key="error" text={lastError} />] as const),
  ]
}

function Payments({ review: { payments } }: { readonly review: RefundReviewRowFragment }) {
  return (
    <Section title={i18n.t('Payments')}>
      {payments.length === 0 && <p className="text-soft">{i18n.t('No payment is recorded for it.')}</p>}
      <ul>
        {payments.map(({ id, item, price, status, user }) => (
          <li key={id} className="border-t border-line py-1.5">
            <span className="flex justify-between gap-3">
              <TextLink to="/payments/$paymentId" params={{ paymentId: id }} search={keepApp}>
                <Clamped text={item.name} />
              </TextLink>
              <Money money={price} />
            </span>
            <span className="flex justify-between gap-3">
              <TextLink to="/users/$userId" params={{ userId: user.id }} search={keepApp}>
                <bdi className="line-clamp-2 font-mono text-xs break-all">{user.userId}</bdi>
              </TextLink>
              <Status tone={paymentTones[status]}>{paymentStatusLabel(i18n, status)}</Status>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
