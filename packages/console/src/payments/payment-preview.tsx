import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { keepApp } from '../app/search-text.ts'
import { paymentStatusLabel, paymentTones, storeLabel } from '../format/labels.ts'
import { PaymentDocument } from '../generated/operations.ts'
import { buttonClass } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Facts } from '../ui/facts.tsx'
import { Money } from '../ui/money.tsx'
import { Empty, Skeleton } from '../ui/notes.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { describePayment, type PaymentDetails } from './payment-sentence.ts'

type PaymentPreviewProps = { readonly paymentId: string; readonly onClose: () => void }

/** A preview of a payment beside the list. */
export function PaymentPreview({ paymentId, onClose }: PaymentPreviewProps) {
  const [{ data, error }, retry] = useApiQuery(PaymentDocument, { variables: { id: paymentId } })
  return (
    <SidePanel title={i18n.t('Payment')} onClose={onClose}>
      {data === undefined && error === undefined && <Skeleton className="h-5 w-2/3" />}
      {data === undefined && error !== undefined && (
        <ApiErrorNote error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
      )}
      {data?.payment === null && <Empty title={i18n.t('There is no such payment')} />}
      {data?.payment != null && <Preview payment={data.payment} />}
    </SidePanel>
  )
}

function Preview({ payment }: { readonly payment: PaymentDetails }) {
  const { id, item, quantity, price, refund, status, store, user, paidAt, storeOrderId } = payment
  return (
    <>
      <p className="mb-1 flex flex-wrap items-center justify-between gap-x-4 text-sm">
        <bdi className="line-clamp-2 min-w-0 font-semibold break-words">{item.name}</bdi>
        <Money money={price} />
      </p>
      <p className="mb-3">
        <Status tone={paymentTones[status]}>{paymentStatusLabel(i18n, status)}</Status>
      </p>
      <div className="mb-4 border-l-2 border-accent bg-panel px-3 py-2">
        {describePayment(i18n, payment).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <Facts
        facts={[
          [i18n.t('Charged at'), <Time key="paid" iso={paidAt} withZone />],
          refund && [i18n.t('Refunded amount'), <Money key="refund" money={refund.amount} />],
          [i18n.t('Quantity'), String(quantity)],
          [i18n.t('Store'), storeLabel(i18n, store)],
          [i18n.t('User'), <CopyText key="user" text={user.userId} />],
          [i18n.t('Order id'), storeOrderId === null ? '–' : <CopyText text={storeOrderId} />],
          [i18n.t('Payment'), <CopyText key="id" text={id} />],
        ]}
      />
      <Link
        to="/payments/$paymentId"
        params={{ paymentId: id }}
        search={keepApp}
        className={`${buttonClass('primary')} mt-4`}
      >
        {i18n.t('Open the payment')}
      </Link>
    </>
  )
}
