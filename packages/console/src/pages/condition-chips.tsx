import { i18n } from '@lingui/core'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Time } from '../ui/time.tsx'
import { readSpan } from './search-fields.ts'

type ConditionChipsProps<Name extends string> = {
  readonly conditions: readonly (readonly [name: Name, text: ReactNode])[]
  readonly onRemove: (name: Name) => void
}

/** The conditions that a link of another page has set. Each can be removed. */
export function ConditionChips<Name extends string>({ conditions, onRemove }: ConditionChipsProps<Name>) {
  if (conditions.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-2">
      {conditions.map(([name, text]) => (
        <li
          key={name}
          className="inline-flex h-7 items-center gap-1 rounded-md bg-accent-soft pl-2 text-xs whitespace-normal"
        >
          <span>{text}</span>
          <button
            type="button"
            aria-label={i18n.t('Remove the condition')}
            className="flex size-7 items-center justify-center rounded-md hover:bg-hover"
            onClick={() => onRemove(name)}
          >
            <X aria-hidden size={13} />
          </button>
        </li>
      ))}
    </ul>
  )
}

/** A condition between two times. */
export function Between({ label, text }: { readonly label: string; readonly text: string }) {
  const { from, to } = readSpan(text)
  return (
    <>
      {label} <Time iso={from} /> – <Time iso={to} />
    </>
  )
}
