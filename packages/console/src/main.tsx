import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { createRoot } from 'react-dom/client'
import { messages } from './locales/en.po'
import './styles.css'

i18n.load('en', messages)
i18n.activate('en')
const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no element for the console.')
createRoot(root).render(
  <I18nProvider i18n={i18n}>
    <h1 className="p-4 text-sm">{i18n.t({ id: 'title', message: 'Coinslot' })}</h1>
  </I18nProvider>,
)
