import { i18n } from '@lingui/core'
import { Empty } from '../ui/notes.tsx'

export function StatisticsPage() {
  return <Empty title={i18n.t('Statistics')} />
}
