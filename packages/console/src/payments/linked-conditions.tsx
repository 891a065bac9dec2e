import { i18n } from '@lingui/core'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Time } from '../ui/time.tsx'
import { linkedConditions, readSpan, type FilterProps, type PaymentSearch } from './payment-search.ts'

/** The conditions that a link of another page has set. Each can be removed. */
export function LinkedConditions({ search, onChange }: FilterProps) {
  const set = linkedConditions.filter((name) => search[name] !== undefined)
  if (set.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-2">
      {set.map((name) => (
        <li
          key={name}
          className="inline-flex h-7 items-center gap-1 rounded-md bg-accent-soft pl-2 text-xs whitespace-normal"
        >
          <span>{describe(name, search)}</span>
          <button
            type="button"
            aria-label={i18n.t('Remove the condition')}
            className="flex size-7 items-center justify-center rounded-md hover:bg-hover"
            onClick={() => onChange({ [name]: undefined })}
          >
            <X aria-hidden size={13} />
          </button>
        </li>
      ))}
    </ul>
  )
}

function describe(name: (typeof linkedConditions)[number], search: PaymentSearch): ReactNode {
  switch (name) {
    case 'alert':
      return search.alert?.includes('FAILED') === true
        ? i18n.t('Acknowledgement refused by the store')
        : i18n.t('Acknowledgement deadline near')
    case 'delivery':
      return i18n.t('Not delivered by the game server')
    case 'unknown':
      return search.unknown?.includes('price') === true ? i18n.t('Unknown price') : i18n.t('Unknown country')
    case 'consumable':
      return search.consumable === 'yes'
        ? i18n.t('Consumable items')
        : i18n.t('Items that are not consumable')
    case 'paid':
      return <Between label={i18n.t('Paid')} text={search.paid ?? ''} />
    case 'refunded':
      return <Between label={i18n.t('Refunded')} text={search.refunded ?? ''} />
  }
}

function Between({ label, text }: { readonly label: string; readonly text: string }) {
  const { from, to } = readSpan(text)
  return (
    <>
      {label} <Time iso={from} /> – <Time iso={to} />
    </>
  )
}
