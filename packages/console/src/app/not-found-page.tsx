import { i18n } from '@lingui/core'
import { buttonClass } from '../ui/button.tsx'
import { PlainPage } from '../ui/page.tsx'

export function NotFoundPage() {
  return (
    <PlainPage title={i18n.t('There is no such page')}>
      <p className="mb-4 text-soft">{i18n.t('The address is incomplete, or the page has moved.')}</p>
      <a href="/console/" className={buttonClass('primary')}>
        {i18n.t('To the payments')}
      </a>
    </PlainPage>
  )
}
