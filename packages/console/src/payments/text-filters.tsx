import { i18n } from '@lingui/core'
import { useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { readPaymentSearch, type FilterProps, type PaymentSearch } from './payment-search.ts'

const names = [
  'order',
  'transaction',
  'user',
  'item',
  'from',
  'to',
  'refundFrom',
  'refundTo',
  'country',
  'currency',
  'min',
  'max',
] as const
type TextFilter = (typeof names)[number]

/** The filters that are written. They apply when the field is left, and by Enter. */
export function TextFilters({ search, onChange }: FilterProps) {
  const form = useRef<HTMLFormElement>(null)
  const apply = () => {
    const next = readForm(form.current)
    const isChanged = (name: TextFilter) => next[name] !== search[name]
    if (!names.some(isChanged)) return
    onChange({
      ...next,
      // What is written replaces the period of a link.
      ...(isChanged('from') || isChanged('to') ? { paid: undefined } : {}),
      ...(isChanged('refundFrom') || isChanged('refundTo') ? { refunded: undefined } : {}),
    })
  }
  return (
    <form
      ref={form}
      className="grid grid-cols-2 gap-2 md:grid-cols-4 xl:grid-cols-12"
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
      onBlur={apply}
    >
      {titles().map(([name, label]) => (
        <FilterField key={name} name={name} label={label} search={search} />
      ))}
      <Button type="submit" className="self-end xl:col-span-2">
        {i18n.t('Apply')}
      </Button>
    </form>
  )
}

type FilterFieldProps = {
  readonly name: TextFilter
  readonly label: string
  readonly search: PaymentSearch
}

/** Keeps what is written until it applies; another address replaces it. */
function FilterField({ name, label, search }: FilterFieldProps) {
  const applied = search[name] ?? ''
  const [shown, setShown] = useState(applied)
  const [draft, setDraft] = useState(applied)
  if (shown !== applied) {
    setShown(applied)
    setDraft(applied)
  }
  return (
    <TextField
      label={label}
      name={name}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      wrapperClass={isShort(name) ? undefined : 'xl:col-span-2'}
      {...attributesOf(name, search)}
    />
  )
}

const titles = (): readonly (readonly [TextFilter, string])[] => [
  ['order', i18n.t('Order id')],
  ['transaction', i18n.t('Transaction id')],
  ['user', i18n.t('User')],
  ['item', i18n.t('Item')],
  ['from', i18n.t('From')],
  ['to', i18n.t('To and including')],
  ['refundFrom', i18n.t('Refunded from')],
  ['refundTo', i18n.t('Refunded to and including')],
  ['country', i18n.t('Country')],
  ['currency', i18n.t('Currency')],
  ['min', i18n.t('Amount from')],
  ['max', i18n.t('Amount to')],
]

const isShort = (name: TextFilter) => name === 'country' || name === 'currency'

function attributesOf(name: TextFilter, search: PaymentSearch) {
  if (name === 'from' || name === 'to' || name === 'refundFrom' || name === 'refundTo')
    return { type: 'date' }
  if (name === 'country') return { placeholder: 'KR', maxLength: 2, pattern: '[A-Za-z]{2}' }
  if (name === 'currency') return { placeholder: 'KRW', maxLength: 3, pattern: '[A-Za-z]{3}' }
  if (name === 'min' || name === 'max')
    return { inputMode: 'decimal' as const, disabled: search.currency === undefined, maxLength: 20 }
  return { className: 'font-mono', maxLength: 300, spellCheck: false, autoComplete: 'off' }
}

function readForm(form: HTMLFormElement | null): Partial<PaymentSearch> {
  if (form === null) return {}
  const read = readPaymentSearch(Object.fromEntries(new FormData(form)))
  return Object.fromEntries(names.map((name) => [name, read[name]]))
}
