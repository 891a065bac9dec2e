import type { I18n } from '@lingui/core'
import type {
  WebhookDeliveryAttemptStatus,
  WebhookEndpointRowFragment,
  WebhookPauseReason,
} from '../generated/operations.ts'
import type { Tone } from '../ui/status.tsx'

export const deliveryTones: Record<WebhookDeliveryAttemptStatus, Tone> = {
  DELIVERED: 'good',
  FAILED: 'bad',
}

export function deliveryStatusLabel(i18n: I18n, status: WebhookDeliveryAttemptStatus): string {
  return status === 'DELIVERED' ? i18n.t('Delivered') : i18n.t('Failed')
}

function pauseReasonLabel(i18n: I18n, reason: WebhookPauseReason): string {
  const labels = {
    MANUAL: () => i18n.t('Paused by an operator'),
    FAILING: () => i18n.t('Paused: it rejected an event for too long'),
    ENDPOINT_GONE: () => i18n.t('Paused: it responded 410 Gone'),
  }
  return labels[reason]()
}

type Endpoint = Pick<WebhookEndpointRowFragment, 'status' | 'pauseReason' | 'consecutiveFailures'>

/** The state of an endpoint in one word or sentence. */
export function endpointState(
  i18n: I18n,
  { status, pauseReason, consecutiveFailures }: Endpoint,
): readonly [Tone, string] {
  if (status === 'PAUSED') {
    const text = pauseReason === null ? i18n.t('Paused') : pauseReasonLabel(i18n, pauseReason)
    return [pauseReason === 'MANUAL' ? 'idle' : 'bad', text]
  }
  return consecutiveFailures > 0 ? ['warn', i18n.t('Failing')] : ['good', i18n.t('Active')]
}

/** A duration as people read it: the two largest units. */
export function durationText(i18n: I18n, seconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  if (days > 0) return i18n.t('{days} d {hours} h', { days, hours })
  if (hours > 0) return i18n.t('{hours} h {minutes} min', { hours, minutes })
  if (minutes > 0) return i18n.t('{minutes} min', { minutes })
  return i18n.t('{seconds} s', { seconds })
}

/** The part of the recent attempts that was delivered; null without attempts. Whole percent, and 100 only if all were. */
export function successRate({
  attemptCount,
  deliveredCount,
}: WebhookEndpointRowFragment['recentDeliveries']) {
  return attemptCount === 0 ? null : `${Math.floor((deliveredCount / attemptCount) * 100)} %`
}
