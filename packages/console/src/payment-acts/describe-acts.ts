import type { I18n } from '@lingui/core'
import type { RootField } from '../app/permissions.ts'
import { formatMoney } from '../format/money.ts'
import { formatTime } from '../format/time.ts'
import { storeLabel } from '../format/labels.ts'
import type { PaymentDetails } from '../payments/payment-sentence.ts'
import { canStoreRefund, listActs, type ActName } from './possible-acts.ts'

/** What is under way, which acts are possible, and why a refund is not. */
export function describeActs(
  i18n: I18n,
  payment: PaymentDetails,
  may: (field: RootField) => boolean,
): string[] {
  return [
    ...describeRequest(i18n, payment),
    ...describePossible(i18n, payment, may),
    ...describeRefund(i18n, payment, may),
  ]
}

function describeRequest(i18n: I18n, { refundRequest, store }: PaymentDetails): string[] {
  if (refundRequest === null) return []
  const { requestedAt, acceptedAt } = refundRequest
  const values = {
    store: storeLabel(i18n, store),
    time: formatTime(acceptedAt ?? requestedAt, i18n.locale, true),
  }
  return acceptedAt === null
    ? [
        i18n.t(
          'A refund was requested on {time}, and the answer of {store} is not known. Read the payment again, or request the refund again.',
          values,
        ),
      ]
    : [i18n.t('A refund is requested: {store} accepted it on {time} and has not confirmed it yet.', values)]
}

function describePossible(i18n: I18n, payment: PaymentDetails, may: (field: RootField) => boolean): string[] {
  const texts: Record<ActName, () => string> = {
    REFUND: () => i18n.t('refund it'),
    CONSUME: () => i18n.t('consume it for the user'),
    DELIVER: () => i18n.t('have it delivered again'),
    RETRY: () => i18n.t('retry the acknowledgement'),
    NOTE: () => i18n.t('add a note'),
    CORRECT: () => i18n.t('correct the record'),
    TRANSFER: () => i18n.t('transfer it to another user'),
  }
  const acts = listActs(payment, may).map((name) => texts[name]())
  if (acts.length === 0) return [i18n.t('Your role may read this payment and do nothing with it.')]
  const list = new Intl.ListFormat(i18n.locale, { type: 'conjunction' }).format(acts)
  return [i18n.t('You may now: {acts}.', { acts: list })]
}

function describeRefund(i18n: I18n, payment: PaymentDetails, may: (field: RootField) => boolean): string[] {
  const { status, store, openRefundApproval, refundNeedsApproval, refundableAmount } = payment
  if (status === 'REFUNDED' || !may('refundPayment') || openRefundApproval !== null) return []
  if (!canStoreRefund(payment)) {
    return [
      i18n.t(
        '{store} lets nobody but itself refund: the customer asks {store}. The payment follows by itself.',
        {
          store: storeLabel(i18n, store),
        },
      ),
    ]
  }
  if (!refundNeedsApproval) return []
  return [
    refundableAmount === null
      ? i18n.t('A refund needs a second operator, because the amount is not known.')
      : i18n.t('A refund of {amount} needs a second operator.', {
          amount: formatMoney(refundableAmount, i18n.locale),
        }),
  ]
}
