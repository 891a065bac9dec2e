import { i18n } from '@lingui/core'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useKeys } from './use-keys.ts'

/** The list of the keys, which `?` opens. */
export function Shortcuts() {
  const [isOpen, setOpen] = useState(false)
  useKeys({ '?': () => setOpen(true) })
  if (!isOpen) return null
  const keys = [
    ['/', i18n.t('Search')],
    ['j / k', i18n.t('Next and previous payment')],
    ['Enter', i18n.t('Open the payment')],
    [i18n.t('Space'), i18n.t('Preview the payment')],
    ['c', i18n.t('Copy the id of the payment')],
    ['Esc', i18n.t('Back to the list')],
    ['?', i18n.t('This list')],
  ] as const
  return (
    <Dialog title={i18n.t('Keyboard')} onClose={() => setOpen(false)}>
      <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
        {keys.map(([key, text]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded border border-line bg-panel px-1.5 font-mono text-xs">{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Button onClick={() => setOpen(false)}>{i18n.t('Close')}</Button>
    </Dialog>
  )
}
