import { i18n } from '@lingui/core'
import type { ReactNode } from 'react'
import { environmentLabel, environments, storeLabel, stores } from '../format/labels.ts'
import { Between, ConditionChips } from '../pages/condition-chips.tsx'
import { ChoiceFilter, FilterRow, ListFilter, TextFilter } from '../pages/filters.tsx'
import {
  cancelReasonLabel,
  periodPhaseLabel,
  subscriptionStatuses,
  subscriptionStatusLabel,
} from './subscription-labels.ts'
import { isFiltered, linkedConditions, type SubscriptionSearch } from './subscription-search.ts'

type FiltersProps = {
  readonly search: SubscriptionSearch
  readonly onChange: (changes: Partial<SubscriptionSearch>) => void
  readonly onClear: () => void
}

export function SubscriptionFilters({ search, onChange, onClear }: FiltersProps) {
  const set = linkedConditions.filter((name) => search[name] !== undefined)
  return (
    <FilterRow isFiltered={isFiltered(search)} onClear={onClear}>
      <ChoiceFilters search={search} onChange={onChange} />
      <TextFilter label={i18n.t('User')} value={search.user} onApply={(user) => onChange({ user })} />
      <TextFilter label={i18n.t('Item id')} value={search.item} onApply={(item) => onChange({ item })} />
      <ConditionChips
        conditions={set.map((name) => [name, describers[name](search)] as const)}
        onRemove={(name) => onChange({ [name]: undefined })}
      />
    </FilterRow>
  )
}

function ChoiceFilters({ search, onChange }: Omit<FiltersProps, 'onClear'>) {
  return (
    <>
      <ListFilter
        title={i18n.t('Status')}
        chosen={search.status}
        options={subscriptionStatuses.map((status) => [status, subscriptionStatusLabel(i18n, status)])}
        onChange={(status) => onChange({ status })}
      />
      <ChoiceFilter
        title={i18n.t('Store')}
        value={search.store}
        options={stores.map((store) => [store, storeLabel(i18n, store)])}
        onChange={(store) => onChange({ store })}
      />
      <ChoiceFilter
        title={i18n.t('Environment')}
        value={search.environment}
        options={environments.map((value) => [value, environmentLabel(i18n, value)])}
        onChange={(environment) => onChange({ environment })}
      />
      <ChoiceFilter
        title={i18n.t('Renewal')}
        value={search.renews}
        options={[
          ['yes', i18n.t('renews')],
          ['no', i18n.t('does not renew')],
        ]}
        onChange={(renews) => onChange({ renews })}
      />
      <ChoiceFilter
        title={i18n.t('Belongs to')}
        value={search.owner}
        options={[
          ['known', i18n.t('a known user')],
          ['unknown', i18n.t('nobody yet')],
        ]}
        onChange={(owner) => onChange({ owner })}
      />
    </>
  )
}

const describers: Record<(typeof linkedConditions)[number], (search: SubscriptionSearch) => ReactNode> = {
  phase: ({ phase = [] }) => phase.map((each) => periodPhaseLabel(i18n, each)).join(', '),
  ownership: ({ ownership }) =>
    ownership === 'SHARED' ? i18n.t('Shared by a family member') : i18n.t('Bought by the user'),
  reason: ({ reason = 'NONE' }) =>
    reason === 'NONE' ? i18n.t('without a stated reason') : cancelReasonLabel(i18n, reason),
  ended: ({ ended = '' }) => <Between label={i18n.t('Ended')} text={ended} />,
}
