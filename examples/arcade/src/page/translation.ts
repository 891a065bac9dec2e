import { byId, fillTexts } from './dom.ts'
import { findLanguage, saveLanguage, textsOf, type Language } from './texts.ts'

export type Translation = ReturnType<typeof createTranslation>

/** The language of the page, and the buttons that change it. */
export function createTranslation() {
  let language = findLanguage()
  const listeners: (() => void)[] = []
  const buttons = [...byId('languages').querySelectorAll('button')]
  const select = (chosen: Language) => {
    language = chosen
    document.documentElement.lang = chosen
    const texts = textsOf(chosen)
    fillTexts(texts)
    byId('languages').setAttribute('aria-label', texts.language)
    for (const button of buttons)
      button.setAttribute('aria-pressed', String(button.dataset['language'] === chosen))
    for (const listener of listeners) listener()
  }
  for (const button of buttons) {
    button.onclick = () => {
      const chosen = button.dataset['language'] === 'ko' ? 'ko' : 'en'
      saveLanguage(chosen)
      select(chosen)
    }
  }
  select(language)
  return {
    texts: () => textsOf(language),
    language: () => language,
    /** Calls the listener after each change. */
    onChanged: (listener: () => void) => void listeners.push(listener),
  }
}
