import { i18n } from '@lingui/core'
import { storeLabel, stores } from '../format/labels.ts'
import type { SubscriptionStatisticsInterval } from '../generated/operations.ts'
import { ChoiceFilter, FilterRow, TextFilter } from '../pages/filters.tsx'
import { SelectField } from '../ui/field.tsx'
import { intervalLabel } from './movement-labels.ts'
import { intervals, isNarrowed, type SubscriptionStatisticsSearch } from './subscription-statistics-search.ts'

type FiltersProps = {
  readonly search: SubscriptionStatisticsSearch
  /** The days that the server has answered with, where the address names none. */
  readonly period: { readonly from: string; readonly to: string } | null
  readonly onChange: (changes: SubscriptionStatisticsSearch) => void
  readonly onClear: () => void
}

/** The period and the conditions. */
export function SubscriptionStatisticsFilters({ search, period, onChange, onClear }: FiltersProps) {
  return (
    <FilterRow isFiltered={isNarrowed(search)} onClear={onClear}>
      <TextFilter
        label={i18n.t('From')}
        type="date"
        value={search.from ?? period?.from}
        onApply={(from) => onChange({ from })}
      />
      <TextFilter
        label={i18n.t('To and including')}
        type="date"
        value={search.to ?? period?.to}
        onApply={(to) => onChange({ to })}
      />
      <SelectField
        label={i18n.t('Movement by')}
        wrapperClass="w-28"
        value={search.by ?? 'DAY'}
        options={intervals.map((interval) => [interval, intervalLabel(interval)])}
        onChange={({ target }) => {
          const by = target.value as SubscriptionStatisticsInterval
          onChange({ by: by === 'DAY' ? undefined : by })
        }}
      />
      <TextFilter label={i18n.t('Item id')} value={search.item} onApply={(item) => onChange({ item })} />
      <ChoiceFilter
        title={i18n.t('Store')}
        value={search.store}
        options={stores
          .filter((store) => store !== 'TEST_STORE')
          .map((store) => [store, storeLabel(i18n, store)])}
        onChange={(store) => onChange({ store })}
      />
    </FilterRow>
  )
}
