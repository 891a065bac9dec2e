import { i18n } from '@lingui/core'
import { storeLabel, stores } from '../format/labels.ts'
import type { Store } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { readPurchaseSearch, type PurchaseSearch } from './purchase-search.ts'

type PurchaseFiltersProps = {
  readonly search: PurchaseSearch
  readonly onChange: (changes: Partial<PurchaseSearch>) => void
}

const textClass = 'font-mono'
const formOf = (form: HTMLFormElement) =>
  readPurchaseSearch(Object.fromEntries(new FormData(form) as Iterable<[string, string]>))

/** The filters of the list. They apply by Enter and by the button; another address fills them anew. */
export function PurchaseFilters({ search, onChange }: PurchaseFiltersProps) {
  const { store, user = '', item = '', from = '', to = '' } = search
  const read = { maxLength: 200, spellCheck: false, autoComplete: 'off', className: textClass }
  return (
    <form
      key={JSON.stringify([store, user, item, from, to])}
      aria-label={i18n.t('Filter')}
      className="grid grid-cols-2 items-end gap-2 px-3 py-2 sm:px-4 md:grid-cols-[10rem_minmax(0,1fr)_minmax(0,1fr)_9rem_9rem_auto]"
      onSubmit={(event) => {
        event.preventDefault()
        const next = formOf(event.currentTarget)
        onChange({ store: next.store, user: next.user, item: next.item, from: next.from, to: next.to })
      }}
    >
      <SelectField
        label={i18n.t('Store')}
        name="store"
        value={store ?? ''}
        onChange={(event) => {
          const chosen = event.target.value
          onChange({ store: chosen === '' ? undefined : (chosen as Store) })
        }}
        options={[['', i18n.t('All')], ...stores.map((each) => [each, storeLabel(i18n, each)] as const)]}
      />
      <TextField label={i18n.t('User')} name="user" defaultValue={user} {...read} />
      <TextField label={i18n.t('Item')} name="item" defaultValue={item} {...read} />
      <TextField label={i18n.t('From')} name="from" type="date" defaultValue={from} />
      <TextField label={i18n.t('To and including')} name="to" type="date" defaultValue={to} />
      <Button type="submit">{i18n.t('Apply')}</Button>
    </form>
  )
}
