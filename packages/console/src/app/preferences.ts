import { i18n } from '@lingui/core'
import { useSyncExternalStore } from 'react'

export type Language = 'en' | 'ko'
export type Theme = 'light' | 'dark' | 'system'
type Preferences = { readonly language: Language; readonly theme: Theme }

const storageKey = 'coinslot.preferences'
const darkScheme = window.matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()
let preferences = readStored()

/** The language of the browser until the operator chooses one. */
function readStored(): Preferences {
  const defaults: Preferences = {
    language: navigator.language.startsWith('ko') ? 'ko' : 'en',
    theme: 'system',
  }
  try {
    const stored = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Preferences>
    const language =
      stored.language === 'en' || stored.language === 'ko' ? stored.language : defaults.language
    const theme = stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : defaults.theme
    return { language, theme }
  } catch {
    return defaults
  }
}

/** Applies the preferences to the page. Call it once, before the page is rendered. */
export async function startPreferences(): Promise<void> {
  darkScheme.addEventListener('change', applyTheme)
  applyTheme()
  await activateLanguage(preferences.language)
}

export async function setLanguage(language: Language): Promise<void> {
  await activateLanguage(language)
  store({ ...preferences, language })
}

export function setTheme(theme: Theme): void {
  store({ ...preferences, theme })
  applyTheme()
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => preferences)
}

export const readLanguage = (): Language => preferences.language

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function store(next: Preferences): void {
  preferences = next
  try {
    localStorage.setItem(storageKey, JSON.stringify(next))
  } catch {
    // A browser that stores nothing keeps the choice until the page is closed.
  }
  for (const listener of listeners) listener()
}

function applyTheme(): void {
  const { theme } = preferences
  const isDark = theme === 'dark' || (theme === 'system' && darkScheme.matches)
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'
}

async function activateLanguage(language: Language): Promise<void> {
  const { messages } = language === 'ko' ? await import('../locales/ko.po') : await import('../locales/en.po')
  i18n.loadAndActivate({ locale: language, messages })
  document.documentElement.lang = language
}
