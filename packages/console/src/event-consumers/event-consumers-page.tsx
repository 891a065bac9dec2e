import { i18n } from '@lingui/core'
import { Empty } from '../ui/notes.tsx'

export function EventConsumersPage() {
  return <Empty title={i18n.t('Event consumers')} />
}
