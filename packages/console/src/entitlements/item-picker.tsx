import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { GivingItemsDocument, type ItemType } from '../generated/operations.ts'
import { itemTypeLabel } from '../items/item-labels.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Skeleton } from '../ui/notes.tsx'

export type GivingItem = { readonly itemId: string; readonly name: string; readonly type: ItemType }

type ItemPickerProps = {
  /** The items that give the entitlement before the change; they stand first, also when they are taken away. */
  readonly initial: readonly GivingItem[]
  readonly chosen: ReadonlySet<string>
  readonly onChange: (chosen: ReadonlySet<string>) => void
}

/** Chooses the items that give an entitlement, among all but consumables. */
export function ItemPicker({ initial, chosen, onChange }: ItemPickerProps) {
  const [filter, setFilter] = useState('')
  const initialIds = new Set(initial.map(({ itemId }) => itemId))
  const matches = ({ itemId, name }: GivingItem) =>
    `${itemId}\n${name}`.toLowerCase().includes(filter.trim().toLowerCase())
  const toggle = (itemId: string) =>
    onChange(new Set(chosen.has(itemId) ? [...chosen].filter((id) => id !== itemId) : [...chosen, itemId]))
  const option = (item: GivingItem) => (
    <Option key={item.itemId} item={item} isChosen={chosen.has(item.itemId)} onToggle={toggle} />
  )
  return (
    <fieldset className="grid gap-2 border-t border-line pt-3">
      <legend className="sr-only">{i18n.t('Items that give it')}</legend>
      <p className="flex justify-between font-medium">
        {i18n.t('Items that give it')}
        <span className="font-normal text-soft">{i18n.t('{count} chosen', { count: chosen.size })}</span>
      </p>
      <TextField
        label={i18n.t('Find items')}
        value={filter}
        autoComplete="off"
        onChange={({ target }) => setFilter(target.value)}
        // Enter must not save the form.
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      <ul className="max-h-56 overflow-y-auto rounded-md border border-line py-1">
        {initial.filter(matches).map(option)}
        <ItemPages
          after={null}
          render={(items) =>
            items.filter((item) => !initialIds.has(item.itemId) && matches(item)).map(option)
          }
        />
      </ul>
    </fieldset>
  )
}

type OptionProps = {
  readonly item: GivingItem
  readonly isChosen: boolean
  readonly onToggle: (itemId: string) => void
}

function Option({ item: { itemId, name, type }, isChosen, onToggle }: OptionProps) {
  return (
    <li>
      <label className="flex cursor-pointer items-start gap-2 px-2 py-1 hover:bg-hover">
        <input
          type="checkbox"
          className="mt-0.5 size-4 shrink-0 accent-accent"
          checked={isChosen}
          onChange={() => onToggle(itemId)}
        />
        <span className="min-w-0 flex-1">
          <bdi className="break-words">{name}</bdi>
          <bdi className="block font-mono text-xs break-all text-soft">{itemId}</bdi>
        </span>
        <span className="shrink-0 text-xs leading-5 text-soft">{itemTypeLabel(type)}</span>
      </label>
    </li>
  )
}

type ItemPagesProps = {
  readonly after: string | null
  readonly render: (items: readonly GivingItem[]) => React.ReactNode
}

/** The items of the AppKey, page by page. */
function ItemPages({ after, render }: ItemPagesProps) {
  const [{ data, error }, retry] = useApiQuery(GivingItemsDocument, { variables: { after } })
  const [isContinued, setContinued] = useState(false)
  if (data === undefined) {
    return (
      <li className="p-2">
        {error === undefined ? (
          <Skeleton className="w-2/3" />
        ) : (
          <ApiErrorNote error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
        )}
      </li>
    )
  }
  const { nodes, pageInfo } = data.items
  return (
    <>
      {render(nodes.filter(({ type }) => type !== 'CONSUMABLE'))}
      {isContinued && <ItemPages after={pageInfo.endCursor} render={render} />}
      {!isContinued && pageInfo.hasNextPage && (
        <li className="p-1">
          <Button kind="quiet" onClick={() => setContinued(true)}>
            {i18n.t('More items')}
          </Button>
        </li>
      )}
    </>
  )
}
