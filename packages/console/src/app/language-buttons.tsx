import { setLanguage, usePreferences, type Language } from './preferences.ts'
import { Button } from '../ui/button.tsx'

const languages: readonly (readonly [Language, string])[] = [
  ['ko', '한국어'],
  ['en', 'English'],
]

/** Changes the language before the sign-in; each language is named in itself. */
export function LanguageButtons() {
  const { language } = usePreferences()
  return (
    <div className="flex">
      {languages
        .filter(([code]) => code !== language)
        .map(([code, name]) => (
          <Button key={code} kind="quiet" lang={code} onClick={() => void setLanguage(code)}>
            {name}
          </Button>
        ))}
    </div>
  )
}
