import { i18n } from '@lingui/core'
import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useKeys } from '../app/use-keys.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SearchForm } from './search-form.tsx'

/** The search, which the button, `/`, Ctrl+K and ⌘K open on every page. */
export function SearchBox() {
  const [isOpen, setOpen] = useState(false)
  useKeys({ '/': () => setOpen(true) })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.key !== 'k') return
      event.preventDefault()
      if (document.querySelector('dialog[open]') === null) setOpen(true)
    }
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
  const close = () => setOpen(false)
  return (
    <>
      <Button className="text-soft sm:w-44 sm:justify-start" onClick={() => setOpen(true)}>
        <Search aria-hidden size={14} />
        <span className="max-sm:sr-only">{i18n.t('Search')}</span>
        <kbd aria-hidden className="ml-auto font-mono text-xs max-sm:hidden">
          /
        </kbd>
      </Button>
      {isOpen && (
        <Dialog title={i18n.t('Search')} width="max-w-2xl" onClose={close}>
          <SearchForm onLeave={close} />
        </Dialog>
      )}
    </>
  )
}
