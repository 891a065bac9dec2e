import { i18n } from '@lingui/core'
import { Empty } from '../ui/notes.tsx'

export function SetupPage() {
  return <Empty title={i18n.t('Set-up guide')} />
}
