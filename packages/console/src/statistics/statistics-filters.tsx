import { i18n } from '@lingui/core'
import { useState } from 'react'
import { storeLabel, stores } from '../format/labels.ts'
import type { Store } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { groupingLabel } from './measures.ts'
import { groupings, readStatisticsSearch, type Grouping, type StatisticsSearch } from './statistics-search.ts'

type StatisticsFiltersProps = {
  readonly search: StatisticsSearch
  /** The days that the server has answered with, where the address names none. */
  readonly period: { readonly from: string; readonly to: string } | null
  readonly onChange: (changes: StatisticsSearch) => void
}

const textNames = ['from', 'to', 'item', 'currency', 'country'] as const

/** The period, the grouping and the conditions. What is written applies when the field is left, and by Enter. */
export function StatisticsFilters({ search, period, onChange }: StatisticsFiltersProps) {
  const key = JSON.stringify([search, period])
  return (
    <section aria-label={i18n.t('Filter')} className="border-b border-line px-3 py-2 sm:px-4">
      <TextConditions key={key} {...{ search, period, onChange }}>
        <SelectField
          label={i18n.t('Group by')}
          value={search.by ?? 'DAY'}
          options={groupings.map((grouping) => [grouping, groupingLabel(grouping)] as const)}
          onChange={(event) => onChange({ by: event.target.value as Grouping })}
        />
        <SelectField
          label={i18n.t('Store')}
          value={search.store ?? ''}
          options={[['', i18n.t('All')], ...stores.map((store) => [store, storeLabel(i18n, store)] as const)]}
          onChange={({ target: { value } }) =>
            onChange({ store: value === '' ? undefined : (value as Store) })
          }
        />
      </TextConditions>
    </section>
  )
}

function TextConditions({
  search,
  period,
  onChange,
  children,
}: StatisticsFiltersProps & { readonly children: React.ReactNode }) {
  const applied = {
    from: search.from ?? period?.from ?? '',
    to: search.to ?? period?.to ?? '',
    item: search.item ?? '',
    currency: search.currency ?? '',
    country: search.country ?? '',
  }
  const [draft, setDraft] = useState(applied)
  const apply = () => {
    if (textNames.every((name) => draft[name] === applied[name])) return
    const { currency, country } = draft
    const upper = { currency: currency.toUpperCase(), country: country.toUpperCase() }
    const read = readStatisticsSearch({ ...draft, ...upper })
    onChange(Object.fromEntries(textNames.map((name) => [name, read[name]])))
  }
  const field = (name: (typeof textNames)[number]) => ({
    name,
    value: draft[name],
    onChange: ({ target: { value } }: { target: { value: string } }) => setDraft({ ...draft, [name]: value }),
  })
  return (
    <form
      className="grid grid-cols-2 gap-2 md:grid-cols-4 xl:grid-cols-[8.5rem_8.5rem_8rem_9rem_minmax(0,1fr)_5.5rem_5.5rem_auto]"
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
      onBlur={apply}
    >
      <TextField label={i18n.t('From')} type="date" {...field('from')} />
      <TextField label={i18n.t('To and including')} type="date" {...field('to')} />
      {children}
      <TextField label={i18n.t('Item')} className="font-mono" maxLength={300} {...field('item')} />
      <TextField label={i18n.t('Currency')} placeholder="KRW" maxLength={3} {...field('currency')} />
      <TextField label={i18n.t('Country')} placeholder="KR" maxLength={2} {...field('country')} />
      <Button type="submit" className="self-end">
        {i18n.t('Apply')}
      </Button>
    </form>
  )
}
