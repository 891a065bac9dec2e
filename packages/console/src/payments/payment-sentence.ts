import type { I18n } from '@lingui/core'
import { formatMoney } from '../format/money.ts'
import { oneLine } from '../format/one-line.ts'
import { formatTime } from '../format/time.ts'
import type { PaymentQuery } from '../generated/operations.ts'
import { storeLabel } from '../format/labels.ts'

export type PaymentDetails = NonNullable<PaymentQuery['payment']>

/** What a payment is, why, and what happens next and by when: sentences for a support agent. */
export function describePayment(i18n: I18n, payment: PaymentDetails): string[] {
  return [
    ...describePeriod(i18n, payment),
    ...(isAccessOnly(payment) ? [] : [describeStatus(i18n, payment)]),
    ...describeDeliveryFailure(i18n, payment),
    ...describeRefund(i18n, payment),
    ...describeAcknowledgement(i18n, payment),
    ...(payment.environment === 'SANDBOX'
      ? [i18n.t('It is a sandbox payment: no real money was charged.')]
      : []),
  ]
}

/** A paid period that only gives access: nothing is consumed or delivered. */
const isAccessOnly = ({ subscription, item, status }: PaymentDetails) =>
  subscription !== null && item.type === 'AUTO_RENEWABLE' && status !== 'REFUNDED'

function describePeriod(
  i18n: I18n,
  { subscription, periodStartsAt, periodEndsAt }: PaymentDetails,
): string[] {
  if (subscription === null || periodStartsAt === null || periodEndsAt === null) return []
  return [
    i18n.t('It pays for the period of a subscription from {from} until {until}.', {
      from: formatTime(periodStartsAt, i18n.locale, true),
      until: formatTime(periodEndsAt, i18n.locale, true),
    }),
  ]
}

function describeStatus(i18n: I18n, payment: PaymentDetails): string {
  const { status, consume, completedAt, refund, item } = payment
  const time = (iso: string | undefined | null) => (iso == null ? '' : formatTime(iso, i18n.locale, true))
  switch (status) {
    case 'PAID':
      return item.type === 'NON_CONSUMABLE' || item.type === 'AUTO_RENEWABLE'
        ? i18n.t('Paid. The item is owned and is not consumed; the game has not reported the delivery yet.')
        : i18n.t(
            'Paid, but not consumed: the game still owes the item. The game server has to consume the payment, then give the item.',
          )
    case 'CONSUMED':
      return i18n.t(
        'Consumed on {time}: the game may give the item, but has not reported the delivery. Check the game log if the user misses the item.',
        {
          time: time(consume?.consumedAt),
        },
      )
    case 'COMPLETED':
      return i18n.t('Completed: the game reported on {time} that the item was delivered.', {
        time: time(completedAt),
      })
    case 'REFUNDED':
      return consume === null
        ? i18n.t('Fully refunded on {time}, before it was consumed. It cannot be consumed any more.', {
            time: time(refund?.refundedAt),
          })
        : i18n.t(
            'Fully refunded on {time}, after it was consumed: the user may have the item and the money.',
            {
              time: time(refund?.refundedAt),
            },
          )
  }
}

function describeDeliveryFailure(i18n: I18n, { deliveryFailure }: PaymentDetails): string[] {
  if (deliveryFailure === null) return []
  const { message, attempts, failedAt } = deliveryFailure
  return [
    i18n.t(
      'The game server could not deliver it, and has stopped trying on {time} after {attempts} attempts: {message}',
      {
        time: formatTime(failedAt, i18n.locale, true),
        attempts: String(attempts),
        message: message === '' ? i18n.t('the reason was erased') : oneLine(message),
      },
    ),
  ]
}

function describeRefund(i18n: I18n, { refund, status }: PaymentDetails): string[] {
  if (refund === null || status === 'REFUNDED') return []
  const { amount } = refund
  if (amount === null) return [i18n.t('A part of it was refunded.')]
  return [i18n.t('{amount} of it was refunded.', { amount: formatMoney(amount, i18n.locale) })]
}

function describeAcknowledgement(i18n: I18n, { acknowledgement, store }: PaymentDetails): string[] {
  const { status, deadline } = acknowledgement
  const values = {
    store: storeLabel(i18n, store),
    time: deadline === null ? '' : formatTime(deadline, i18n.locale, true),
  }
  if (status === 'FAILED') {
    return deadline === null
      ? [i18n.t('The acknowledgement at {store} failed: an admin should retry it.', values)]
      : [
          i18n.t(
            'The acknowledgement at {store} failed: retry it before {time}, or the store refunds the payment.',
            values,
          ),
        ]
  }
  if (status !== 'PENDING') return []
  return deadline === null
    ? [i18n.t('The acknowledgement at {store} is under way.', values)]
    : [
        i18n.t(
          'The acknowledgement at {store} is under way; it must succeed before {time}, or the store refunds the payment.',
          values,
        ),
      ]
}
