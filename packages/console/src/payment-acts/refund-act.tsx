import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { paymentStatusLabel, storeLabel } from '../format/labels.ts'
import { RefundPaymentDocument, type RefundPaymentMutation } from '../generated/operations.ts'
import { Money } from '../ui/money.tsx'
import { toActInput, type PaymentActProps } from './act-props.ts'
import { ChangePreview } from './change-preview.tsx'

/** Refunds what is left of a payment at its store, or requests it if a second operator has to approve. */
export function RefundAct({ payment, onReload, onClose }: PaymentActProps) {
  const { price, refund, status, store, refundNeedsApproval, refundableAmount } = payment
  const refundedBefore = refund?.amount ?? (price === null ? null : { ...price, amount: '0' })
  const storeName = storeLabel(i18n, store)
  return (
    <ActDialog
      title={refundNeedsApproval ? i18n.t('Request a refund') : i18n.t('Refund the payment')}
      confirm={refundNeedsApproval ? i18n.t('Request the refund') : i18n.t('Refund')}
      warning={
        refundNeedsApproval
          ? i18n.t('A second operator has to approve it within 7 days. Nothing is refunded before.')
          : i18n.t('This is final: a refund at {store} cannot be undone.', { store: storeName })
      }
      document={RefundPaymentDocument}
      toVariables={(form) => ({ input: toActInput(payment, form) })}
      readProblem={(data) => data.refundPayment.problem}
      describeDone={describeDone}
      onDone={onReload}
      onReload={onReload}
      onClose={onClose}
    >
      <ChangePreview
        changes={[
          [
            i18n.t('Status'),
            paymentStatusLabel(i18n, status),
            i18n.t('Refunded, when {store} confirms it', { store: storeName }),
          ],
          [
            i18n.t('Refunded amount'),
            <Money key="before" money={refundedBefore} />,
            <Money key="after" money={price} />,
          ],
        ]}
      />
      <p>
        {i18n.t('Returned to the customer:')} <Money money={refundableAmount} />
      </p>
    </ActDialog>
  )
}

function describeDone({ refundPayment: { approval, payment } }: RefundPaymentMutation): string {
  if (approval !== null) return i18n.t('The refund waits for a second operator.')
  return payment?.status === 'REFUNDED'
    ? i18n.t('The payment is refunded.')
    : i18n.t('The refund is requested. The store has not confirmed it yet.')
}
