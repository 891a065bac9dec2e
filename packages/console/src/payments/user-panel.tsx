import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { keepApp } from '../app/search-text.ts'
import { paymentStatusLabel, paymentTones } from '../format/labels.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { Section } from '../ui/facts.tsx'
import { Money } from '../ui/money.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import type { PaymentDetails } from './payment-sentence.ts'
import type { Evidence } from './use-evidence.ts'

type UserPanelProps = {
  readonly payment: PaymentDetails
  /** null until it has arrived. */
  readonly evidence: Evidence | null
}

/** The user of the payment, and its other payments. */
export function UserPanel({ payment, evidence }: UserPanelProps) {
  const { user, id: ownId } = payment
  const others = user.payments.nodes.filter(({ id }) => id !== ownId).slice(0, 5)
  return (
    <aside className="min-w-0">
      <Section title={i18n.t('User')}>
        <CopyText text={user.userId} />
        <p className="text-soft">
          {i18n.t('registered')} <Time iso={user.registeredAt} />
        </p>
        {evidence !== null && <UserCounts user={evidence.user} />}
        <h3 className="mt-5 mb-1 text-soft">{i18n.t('Last payments')}</h3>
        {others.length === 0 && <p>{i18n.t('This is the only one.')}</p>}
        <ul>
          {others.map((other) => (
            <OtherPayment key={other.id} other={other} />
          ))}
        </ul>
        <p className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
          <Link
            to="/payments"
            search={(previous) => ({ ...keepApp(previous), user: user.userId })}
            className={linkClass}
          >
            {i18n.t('All payments of the user')}
          </Link>
          <Link to="/users/$userId" params={{ userId: user.id }} search={keepApp} className={linkClass}>
            {i18n.t('Page of the user')}
          </Link>
        </p>
        {evidence !== null && <RefundReviews reviews={evidence.refundReviews} />}
      </Section>
    </aside>
  )
}

const linkClass = 'text-accent underline underline-offset-2'

function OtherPayment({ other }: { readonly other: PaymentDetails['user']['payments']['nodes'][number] }) {
  return (
    <li className="border-t border-line py-1.5">
      <span className="flex justify-between gap-3">
        <Link
          to="/payments/$paymentId"
          params={{ paymentId: other.id }}
          search={keepApp}
          className="min-w-0 underline decoration-line underline-offset-2 hover:decoration-accent"
        >
          <bdi className="line-clamp-2">{other.item.name}</bdi>
        </Link>
        <Money money={other.price} />
      </span>
      <span className="flex justify-between gap-3 text-soft">
        <Time iso={other.paidAt} />
        <Status tone={paymentTones[other.status]}>{paymentStatusLabel(i18n, other.status)}</Status>
      </span>
    </li>
  )
}

/** What the user is still owed, and how often money went back. */
function UserCounts({ user: { unconsumedPayments, refunds } }: { readonly user: Evidence['user'] }) {
  const count = ({ nodes, pageInfo }: typeof unconsumedPayments | typeof refunds) =>
    `${nodes.length}${pageInfo.hasNextPage ? '+' : ''}`
  return (
    <p className="mt-1 flex flex-wrap gap-x-4">
      <Status tone={unconsumedPayments.nodes.length > 0 ? 'warn' : 'idle'}>
        {i18n.t('Unconsumed: {count}', { count: count(unconsumedPayments) })}
      </Status>
      <Status tone={refunds.nodes.length > 2 ? 'bad' : 'idle'}>
        {i18n.t('Refunds: {count}', { count: count(refunds) })}
      </Status>
    </p>
  )
}

function RefundReviews({ reviews }: { readonly reviews: Evidence['refundReviews'] }) {
  if (reviews.length === 0) return null
  return (
    <>
      <h3 className="mt-5 mb-1 text-soft">{i18n.t('Refund reviews')}</h3>
      <ul>
        {reviews.map(({ id, requestedAt, deadline }) => (
          <li key={id} className="border-t border-line py-1.5">
            <Link to="/refund-reviews" search={keepApp} className={linkClass}>
              <Time iso={requestedAt} />
            </Link>
            <span className="block text-soft">
              {i18n.t('Deadline')} <Time iso={deadline} />
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
