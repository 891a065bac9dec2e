import { i18n } from '@lingui/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { useEffect } from 'react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useKeys } from '../app/use-keys.ts'
import { paymentStatusLabel, paymentTones } from '../format/labels.ts'
import { PaymentDocument } from '../generated/operations.ts'
import { ActSentences, PaymentActs } from '../payment-acts/payment-acts.tsx'
import { Money } from '../ui/money.tsx'
import { Empty, Skeleton } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { rememberOpened } from '../ui/use-row-keys.ts'
import { SandboxMark } from './payment-columns.tsx'
import { toLastList } from './last-list.ts'
import { PaymentFacts } from './payment-facts.tsx'
import { describePayment, type PaymentDetails } from './payment-sentence.ts'
import { PaymentTimeline } from './payment-timeline.tsx'
import { SummaryButtons } from './summary-buttons.tsx'
import { useEvidence } from './use-evidence.ts'
import { UserPanel } from './user-panel.tsx'

export function PaymentPage() {
  const { paymentId } = useParams({ from: '/shell/payments/$paymentId' })
  usePageTitle(i18n.t('Payment'))
  const [{ data, error }, retry] = useApiQuery(PaymentDocument, { variables: { id: paymentId } })
  const navigate = useNavigate()
  useEffect(() => rememberOpened(paymentId), [paymentId])
  useKeys({
    Escape: () => void navigate({ to: '/payments', search: toLastList }),
    c: () => void navigator.clipboard.writeText(paymentId),
  })
  const reload = () => retry({ requestPolicy: 'network-only' })
  return (
    <div className="p-3 sm:p-5">
      <BackLink />
      {data === undefined && error === undefined && <PageSkeleton />}
      {data === undefined && error !== undefined && <ApiErrorNote error={error} onRetry={reload} />}
      {data?.payment === null && (
        <Empty title={i18n.t('There is no such payment')}>
          {i18n.t('Check the id, or choose the AppKey above that the payment belongs to.')}
        </Empty>
      )}
      {data?.payment != null && <Payment payment={data.payment} onReload={reload} />}
    </div>
  )
}

/** Back to the list as it was; for who came by a link, to all payments. */
function BackLink() {
  return (
    <Link
      to="/payments"
      search={toLastList}
      className="mb-3 inline-flex items-center gap-1 text-soft hover:text-ink"
    >
      <ChevronLeft aria-hidden size={14} />
      {i18n.t('Payments')}
    </Link>
  )
}

function PageSkeleton() {
  return (
    <div className="grid gap-4" aria-busy>
      <Skeleton className="h-5 w-64" />
      <Skeleton className="h-12 w-full" />
      <Skeleton className="w-1/2" />
      <Skeleton className="w-2/3" />
    </div>
  )
}

type PaymentProps = { readonly payment: PaymentDetails; readonly onReload: () => void }

function Payment({ payment, onReload }: PaymentProps) {
  const { item, quantity, price, status, environment } = payment
  const evidence = useEvidence(payment.id)
  return (
    <article>
      <header className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="min-w-0 text-base font-semibold">
          <bdi className="line-clamp-2 break-words">{item.name}</bdi>
          {quantity > 1 && <span className="font-normal text-soft"> × {quantity}</span>}
        </h1>
        <span className="text-base">
          <Money money={price} />
        </span>
        <span>
          <Status tone={paymentTones[status]}>{paymentStatusLabel(i18n, status)}</Status>
          {environment === 'SANDBOX' && <SandboxMark />}
        </span>
        <SummaryButtons payment={payment} onReload={onReload} />
      </header>
      <div className="mb-3 max-w-3xl border-l-2 border-accent bg-panel px-3 py-2">
        {describePayment(i18n, payment).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <ActSentences payment={payment} />
      </div>
      <PaymentActs payment={payment} onReload={onReload} />
      <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_19rem]">
        <div className="grid min-w-0 content-start gap-8">
          <PaymentFacts payment={payment} />
          <PaymentTimeline payment={payment} evidence={evidence} />
        </div>
        <UserPanel payment={payment} evidence={evidence.evidence} />
      </div>
    </article>
  )
}
