import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startPreferences, usePreferences } from './app/preferences.ts'
import { router } from './app/router.tsx'
import { SessionProvider } from './session/session.tsx'
import './styles.css'

/** Another language shows the pages anew, so that no text of the previous one stays. */
function App() {
  const { language } = usePreferences()
  return (
    <I18nProvider i18n={i18n}>
      <SessionProvider>
        <RouterProvider key={language} router={router} />
      </SessionProvider>
    </I18nProvider>
  )
}

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no element for the console.')
await startPreferences()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
