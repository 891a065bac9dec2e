import { clsx } from 'clsx'
import type { ReactNode } from 'react'

type TabsProps<Value extends string> = {
  readonly label: string
  readonly value: Value
  readonly options: readonly (readonly [Value, ReactNode])[]
  readonly onChange: (value: Value) => void
}

/** Parts of a page, one of which is shown. The chosen one belongs into the address. */
export function Tabs<Value extends string>({ label, value, options, onChange }: TabsProps<Value>) {
  return (
    <div role="group" aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
      {options.map(([option, text]) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === value}
          className={clsx(
            '-mb-px h-9 shrink-0 border-b-2 px-2.5 whitespace-nowrap',
            option === value ? 'border-accent font-medium' : 'border-transparent text-soft hover:text-ink',
          )}
          onClick={() => onChange(option)}
        >
          {text}
        </button>
      ))}
    </div>
  )
}
