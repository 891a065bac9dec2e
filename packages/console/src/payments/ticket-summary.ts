import { setupI18n, type I18n } from '@lingui/core'
import type { Language } from '../app/preferences.ts'
import { acknowledgementLabel, environmentLabel, paymentStatusLabel, storeLabel } from '../format/labels.ts'
import { formatMoney } from '../format/money.ts'
import { oneLine } from '../format/one-line.ts'
import { formatTime, formatUtc } from '../format/time.ts'
import { describePayment, type PaymentDetails } from './payment-sentence.ts'

/** The payment as a text for a ticket, in either language. It has no token, key or payload. */
export async function writeTicketSummary(payment: PaymentDetails, language: Language): Promise<string> {
  const { messages } = language === 'ko' ? await import('../locales/ko.po') : await import('../locales/en.po')
  return formatSummary(setupI18n({ locale: language, messages: { [language]: messages } }), payment)
}

/** The summary in the language of `i18n`. */
export function formatSummary(i18n: I18n, payment: PaymentDetails): string {
  const { price, item, quantity, user, paidAt, store, environment, refund } = payment
  const time = (iso: string) => `${formatTime(iso, i18n.locale, true)} (${formatUtc(iso)})`
  const rows: readonly (readonly [string, string | null])[] = [
    [i18n.t('Payment'), payment.id],
    [i18n.t('Status'), paymentStatusLabel(i18n, payment.status)],
    [i18n.t('Store'), `${storeLabel(i18n, store)} · ${environmentLabel(i18n, environment)}`],
    [i18n.t('Order id'), payment.storeOrderId],
    [i18n.t('Transaction id'), payment.storeTransactionId],
    [i18n.t('Item'), `${item.name} (${item.itemId}) × ${quantity}`],
    [i18n.t('Amount'), price === null ? i18n.t('not reported') : formatMoney(price, i18n.locale)],
    [i18n.t('User'), user.userId],
    [i18n.t('Time of payment'), time(paidAt)],
    [i18n.t('Time of consume'), payment.consume === null ? null : time(payment.consume.consumedAt)],
    [i18n.t('Time of refund'), refund === null ? null : time(refund.refundedAt)],
    [i18n.t('Acknowledgement'), acknowledgementLabel(i18n, payment.acknowledgement.status)],
  ]
  const lines = rows.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${oneLine(value)}`]))
  return [...lines, '', ...describePayment(i18n, payment)].join('\n')
}
