import { i18n } from '@lingui/core'
import { readLanguage } from '../app/preferences.ts'
import type { EntitlementDefinitionRowFragment } from '../generated/operations.ts'
import { RowMenu } from '../pages/row-menu.tsx'
import { Clamped } from '../ui/clamped.tsx'
import type { Column } from '../ui/data-table.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'

type Definition = EntitlementDefinitionRowFragment
type Acts = { readonly onRetire: (definition: Definition) => void }

/** `acts` is null for operators who may not change entitlements. */
export function definitionColumns(acts: Acts | null): readonly Column<Definition>[] {
  return [
    {
      name: 'entitlement',
      title: () => i18n.t('Entitlement'),
      className: 'min-w-40 max-sm:order-1',
      render: ({ key, name }) => (
        <>
          <Clamped text={name} />
          {acts === null ? (
            <bdi className="font-mono text-xs break-all text-soft">{key}</bdi>
          ) : (
            <RowLink
              to="/entitlements"
              search={(previous) => ({ ...previous, edit: key })}
              className="font-mono text-xs break-all underline decoration-line underline-offset-2 hover:decoration-accent"
            >
              {key}
            </RowLink>
          )}
        </>
      ),
    },
    {
      name: 'items',
      title: () => i18n.t('Items that give it'),
      className: 'max-sm:order-3 max-sm:col-span-2',
      render: (definition) => <Items definition={definition} />,
    },
    holdersColumn,
    {
      name: 'state',
      title: () => i18n.t('State'),
      className: 'whitespace-nowrap max-sm:order-2 max-sm:text-right',
      render: ({ itemCount, isApplied }) => <State itemCount={itemCount} isApplied={isApplied} />,
    },
    {
      name: 'updated',
      title: () => i18n.t('Changed'),
      className: 'max-sm:order-4 max-sm:text-soft',
      render: ({ updatedAt }) => <Time iso={updatedAt} />,
    },
    ...(acts === null ? [] : [menuColumn(acts)]),
  ]
}

const holdersColumn: Column<Definition> = {
  name: 'holders',
  title: () => i18n.t('Users with access'),
  isNumber: true,
  className: 'max-sm:order-3 max-sm:col-span-2 max-sm:text-left',
  render: ({ holderCount }) => (
    <>
      <span className="mr-1.5 text-soft sm:hidden">{i18n.t('Users with access')}</span>
      {formatHolders(holderCount)}
    </>
  ),
}

function formatHolders({ value, isExact }: Definition['holderCount']): string {
  const number = new Intl.NumberFormat(readLanguage()).format(value)
  return isExact ? number : i18n.t('{number} or more', { number })
}

function menuColumn({ onRetire }: Acts): Column<Definition> {
  return {
    name: 'acts',
    title: () => <span className="sr-only">{i18n.t('Acts')}</span>,
    className: 'text-right sm:w-10 max-sm:order-5',
    render: (definition) =>
      definition.itemCount > 0 && (
        <RowMenu
          name={i18n.t('Acts on {name}', { name: definition.key })}
          items={[[i18n.t('Remove all items'), () => onRetire(definition)]]}
        />
      ),
  }
}

function Items({ definition: { items, itemCount } }: { readonly definition: Definition }) {
  if (itemCount === 0) return <span className="text-soft">{i18n.t('none')}</span>
  return (
    <ul className="flex flex-wrap gap-1">
      {items.map(({ id, itemId, name }) => (
        <li
          key={id}
          title={itemId}
          className="max-w-56 truncate rounded border border-line px-1.5 text-xs leading-5"
        >
          <bdi>{name}</bdi>
        </li>
      ))}
      {itemCount > items.length && (
        <li className="px-1 text-xs leading-5 text-soft">
          {i18n.t('and {count} more', { count: itemCount - items.length })}
        </li>
      )}
    </ul>
  )
}

function State({ itemCount, isApplied }: Pick<Definition, 'itemCount' | 'isApplied'>) {
  if (!isApplied) return <Status tone="warn">{i18n.t('Users are being updated')}</Status>
  return itemCount === 0 ? (
    <Status tone="idle">{i18n.t('Given by grants only')}</Status>
  ) : (
    <Status tone="good">{i18n.t('Applied to all users')}</Status>
  )
}
