import { i18n } from '@lingui/core'
import { clsx } from 'clsx'
import { Columns3, SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import {
  acknowledgementLabel,
  acknowledgementStatuses,
  environmentLabel,
  environments,
  paymentStatusLabel,
  paymentStatuses,
  refundExtentLabel,
  refundExtents,
  storeLabel,
  stores,
} from '../format/labels.ts'
import { FilterLabel, ListFilter } from '../pages/filters.tsx'
import { Button } from '../ui/button.tsx'
import { Menu, MenuCheckItem, MenuRadio } from '../ui/menu.tsx'
import { columnTitle } from './payment-columns.tsx'
import { countConditions, defaultColumns, optionalColumns, type FilterProps } from './payment-search.ts'
import { LinkedConditions } from './linked-conditions.tsx'
import { TextFilters } from './text-filters.tsx'

type PaymentFiltersProps = FilterProps & { readonly onClear: () => void }

export function PaymentFilters({ search, onChange, onClear }: PaymentFiltersProps) {
  const [isOpen, setOpen] = useState(false)
  const count = countConditions(search)
  return (
    <section aria-label={i18n.t('Filter')} className="border-b border-line px-3 py-2 sm:px-4">
      <div className="flex gap-2 md:hidden">
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <SlidersHorizontal aria-hidden size={14} />
          {count === 0 ? i18n.t('Filter') : i18n.t('Filter ({count})', { count })}
        </Button>
        {count > 0 && (
          <Button kind="quiet" onClick={onClear}>
            {i18n.t('Clear')}
          </Button>
        )}
      </div>
      <div className={clsx('gap-2 max-md:mt-2', isOpen ? 'grid' : 'max-md:hidden md:grid')}>
        <div className="flex flex-wrap items-center gap-2">
          <ListFilters search={search} onChange={onChange} />
          <span className="flex-1 max-md:hidden" />
          {count > 0 && (
            <Button kind="quiet" className="max-md:hidden" onClick={onClear}>
              {i18n.t('Clear the filter')}
            </Button>
          )}
          <ColumnMenu search={search} onChange={onChange} />
        </div>
        <TextFilters search={search} onChange={onChange} />
        <LinkedConditions search={search} onChange={onChange} />
      </div>
    </section>
  )
}

function ListFilters({ search, onChange }: FilterProps) {
  const { environment } = search
  return (
    <>
      <ListFilter
        title={i18n.t('Status')}
        chosen={search.status}
        options={paymentStatuses.map((status) => [status, paymentStatusLabel(i18n, status)])}
        onChange={(status) => onChange({ status })}
      />
      <ListFilter
        title={i18n.t('Store')}
        chosen={search.store}
        options={stores.map((store) => [store, storeLabel(i18n, store)])}
        onChange={(store) => onChange({ store })}
      />
      <Menu
        label={
          <FilterLabel
            title={i18n.t('Environment')}
            value={environment === undefined ? null : environmentLabel(i18n, environment)}
          />
        }
      >
        <MenuRadio
          value={environment ?? 'ALL'}
          onChange={(next) => onChange({ environment: next === 'ALL' ? undefined : next })}
          options={[
            ['ALL', i18n.t('All')],
            ...environments.map((value) => [value, environmentLabel(i18n, value)] as const),
          ]}
        />
      </Menu>
      <ListFilter
        title={i18n.t('Acknowledgement')}
        chosen={search.acknowledgement}
        options={acknowledgementStatuses.map((status) => [status, acknowledgementLabel(i18n, status)])}
        onChange={(acknowledgement) => onChange({ acknowledgement })}
      />
      <ListFilter
        title={i18n.t('Refund')}
        chosen={search.refund}
        options={refundExtents.map((extent) => [extent, refundExtentLabel(i18n, extent)])}
        onChange={(refund) => onChange({ refund })}
      />
    </>
  )
}

function ColumnMenu({ search, onChange }: FilterProps) {
  const { columns = defaultColumns, after, before } = search
  return (
    <Menu
      className="max-md:hidden"
      label={
        <>
          <Columns3 aria-hidden size={14} />
          {i18n.t('Columns')}
        </>
      }
    >
      {optionalColumns.map((column) => (
        <MenuCheckItem
          key={column}
          checked={columns.includes(column)}
          onChange={(isShown) => {
            const next = optionalColumns.filter((other) =>
              other === column ? isShown : columns.includes(other),
            )
            onChange({ columns: next, after, before })
          }}
        >
          {columnTitle(column)}
        </MenuCheckItem>
      ))}
    </Menu>
  )
}
