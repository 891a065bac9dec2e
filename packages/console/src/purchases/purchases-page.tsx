import { i18n } from '@lingui/core'
import { Empty } from '../ui/notes.tsx'

export function PurchasesPage() {
  return <Empty title={i18n.t('Purchases')} />
}
