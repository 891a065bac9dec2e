import type { I18n } from '@lingui/core'
import type { DiscrepancyRowFragment, ReconciliationSource } from '../generated/operations.ts'
import type { Tone } from '../ui/status.tsx'

export function sourceLabel(i18n: I18n, source: ReconciliationSource): string {
  const labels = {
    REFUNDS: () => i18n.t('Refunds of the store'),
    NOTIFICATIONS: () => i18n.t('Notifications of the store'),
    CUSTOMER_REFUND_HISTORY: () => i18n.t('Refund history of customers'),
    PURCHASES: () => i18n.t('Pending purchases'),
  }
  return labels[source]()
}

type State = 'open' | 'ignored' | 'resolved'

export function discrepancyState({
  resolvedAt,
  ignoredAt,
}: Pick<DiscrepancyRowFragment, 'resolvedAt' | 'ignoredAt'>): State {
  if (resolvedAt !== null) return 'resolved'
  return ignoredAt === null ? 'open' : 'ignored'
}

export const stateTones: Record<State, Tone> = { open: 'bad', ignored: 'idle', resolved: 'good' }

export function stateLabel(i18n: I18n, state: State): string {
  const labels = {
    open: () => i18n.t('Open'),
    ignored: () => i18n.t('Ignored'),
    resolved: () => i18n.t('Resolved'),
  }
  return labels[state]()
}
