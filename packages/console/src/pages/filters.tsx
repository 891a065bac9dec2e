import { i18n } from '@lingui/core'
import { clsx } from 'clsx'
import { SlidersHorizontal } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Menu, MenuCheckItem, MenuRadio } from '../ui/menu.tsx'

type FilterRowProps = {
  /** Whether there is a condition that can be cleared. */
  readonly isFiltered: boolean
  readonly onClear: () => void
  readonly children: ReactNode
}

/** The filters of a list above it; on a phone behind a button. */
export function FilterRow({ isFiltered, onClear, children }: FilterRowProps) {
  const [isOpen, setOpen] = useState(false)
  const clear = isFiltered && (
    <Button kind="quiet" onClick={onClear}>
      {i18n.t('Clear the filter')}
    </Button>
  )
  return (
    <section aria-label={i18n.t('Filter')} className="border-b border-line px-3 py-2 sm:px-4">
      <div className="flex gap-2 md:hidden">
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <SlidersHorizontal aria-hidden size={14} />
          {i18n.t('Filter')}
        </Button>
        {clear}
      </div>
      <div
        className={clsx('flex-wrap items-end gap-2 max-md:mt-2', isOpen ? 'flex' : 'max-md:hidden md:flex')}
      >
        {children}
        <span className="max-md:hidden">{clear}</span>
      </div>
    </section>
  )
}

type ChoiceFilterProps<Value extends string> = {
  readonly title: string
  readonly value: Value | undefined
  readonly options: readonly (readonly [Value, string])[]
  readonly onChange: (value: Value | undefined) => void
}

/** A filter with one value, or none. */
export function ChoiceFilter<Value extends string>(props: ChoiceFilterProps<Value>) {
  const { title, value, options, onChange } = props
  const chosen = options.find(([option]) => option === value)?.[1] ?? null
  return (
    <Menu label={<FilterLabel title={title} value={chosen} />}>
      <MenuRadio<Value | 'ALL'>
        value={value ?? 'ALL'}
        onChange={(next) => onChange(next === 'ALL' ? undefined : next)}
        options={[['ALL', i18n.t('All')], ...options]}
      />
    </Menu>
  )
}

type ListFilterProps<Value extends string> = {
  readonly title: string
  readonly chosen: readonly Value[] | undefined
  readonly options: readonly (readonly [Value, string])[]
  readonly onChange: (chosen: Value[] | undefined) => void
}

/** A filter with any number of values. */
export function ListFilter<Value extends string>({
  title,
  chosen = [],
  options,
  onChange,
}: ListFilterProps<Value>) {
  const names = options.filter(([value]) => chosen.includes(value)).map(([, name]) => name)
  const toggle = (value: Value, isChosen: boolean) => {
    const next = isChosen ? [...chosen, value] : chosen.filter((other) => other !== value)
    onChange(next.length === 0 ? undefined : next)
  }
  return (
    <Menu label={<FilterLabel title={title} value={names.length === 0 ? null : names.join(', ')} />}>
      {options.map(([value, name]) => (
        <MenuCheckItem
          key={value}
          checked={chosen.includes(value)}
          onChange={(isChosen) => toggle(value, isChosen)}
        >
          {name}
        </MenuCheckItem>
      ))}
    </Menu>
  )
}

/** The name of a filter, with what is chosen. */
export function FilterLabel({ title, value }: { readonly title: string; readonly value: string | null }) {
  if (value === null) return <span className="font-normal text-soft">{title}</span>
  return (
    <>
      <span className="font-normal text-soft">{title}</span>
      <span className="max-w-40 truncate text-accent">{value}</span>
    </>
  )
}

type TextFilterProps = {
  readonly label: string
  readonly value: string | undefined
  readonly type?: 'text' | 'date'
  readonly className?: string
  readonly onApply: (value: string | undefined) => void
}

/** A filter that is written. It applies by Enter and when the field is left; another address replaces it. */
export function TextFilter({ label, value = '', type = 'text', className, onApply }: TextFilterProps) {
  const [shown, setShown] = useState(value)
  const [draft, setDraft] = useState(value)
  if (shown !== value) {
    setShown(value)
    setDraft(value)
  }
  const apply = () => {
    const text = draft.trim()
    if (text !== value) onApply(text === '' ? undefined : text)
  }
  return (
    <form
      className="max-sm:min-w-32 max-sm:flex-1"
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
      onBlur={apply}
    >
      <TextField
        label={label}
        value={draft}
        type={type}
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        wrapperClass={className}
        onChange={(event) => setDraft(event.target.value)}
      />
    </form>
  )
}
