import type { I18n } from '@lingui/core'
import type {
  RefundReviewAnswer,
  RefundReviewRowFragment,
  RefundReviewStatus,
} from '../generated/operations.ts'
import type { Tone } from '../ui/status.tsx'

export const reviewTones: Record<RefundReviewStatus, Tone> = {
  PENDING: 'warn',
  ANSWERING: 'accent',
  ANSWERED: 'good',
  EXPIRED: 'bad',
  FAILED: 'bad',
  CLOSED: 'idle',
}

export function reviewStatusLabel(i18n: I18n, status: RefundReviewStatus): string {
  const labels = {
    PENDING: () => i18n.t('Waits for an answer'),
    ANSWERING: () => i18n.t('Answer is being sent'),
    ANSWERED: () => i18n.t('Answered'),
    EXPIRED: () => i18n.t('Expired'),
    FAILED: () => i18n.t('Rejected by the store'),
    CLOSED: () => i18n.t('No answer needed'),
  }
  return labels[status]()
}

export const answers: readonly RefundReviewAnswer[] = ['DECLINE', 'GRANT', 'GRANT_PRORATED', 'NEUTRAL']

export function answerLabel(i18n: I18n, answer: RefundReviewAnswer): string {
  const labels = {
    DECLINE: () => i18n.t('Do not refund'),
    GRANT: () => i18n.t('Refund in full'),
    GRANT_PRORATED: () => i18n.t('Refund what was not used'),
    NEUTRAL: () => i18n.t('No recommendation, only the facts'),
  }
  return labels[answer]()
}

/** What the answer says about the item, as one sentence. */
export function describeRecord(i18n: I18n, record: RefundReviewRowFragment['record']): string {
  if (record === null)
    return i18n.t('No payment is recorded, or all are refunded: there is nothing to state.')
  const { delivered, consumptionPercentageMilliunits: used } = record
  const delivery = delivered ? i18n.t('The item was delivered.') : i18n.t('The item was not delivered.')
  if (used === null) return `${delivery} ${i18n.t('How much of it was used is not known.')}`
  return `${delivery} ${i18n.t('{share} % of it was used.', { share: String(used / 1_000) })}`
}
