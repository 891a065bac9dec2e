import { i18n } from '@lingui/core'
import { Empty } from '../ui/notes.tsx'

export function WebhookPage() {
  return <Empty title={i18n.t('Webhook endpoint')} />
}
