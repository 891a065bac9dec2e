import { i18n } from '@lingui/core'
import { ChevronsUpDown } from 'lucide-react'
import { roleLabel } from '../format/labels.ts'
import { Menu, MenuRadio } from '../ui/menu.tsx'
import { useAppKeys } from './app-keys.tsx'

export function AppKeySwitcher() {
  const { appKeys, appKey, select } = useAppKeys()
  const current = appKeys.find(({ key }) => key === appKey)
  if (appKey === null) return null
  return (
    <Menu
      kind="quiet"
      name={i18n.t('AppKey: {name}', { name: current?.name ?? appKey })}
      className="max-w-56 min-w-0 text-ink!"
      label={
        <>
          <bdi className="truncate">{current?.name ?? appKey}</bdi>
          <ChevronsUpDown aria-hidden size={13} className="shrink-0 text-soft" />
        </>
      }
    >
      <MenuRadio
        value={appKey}
        onChange={select}
        options={appKeys.map(({ key, name, role }) => [
          key,
          <span key={key} className="min-w-0 py-1">
            <bdi className="block truncate">{name}</bdi>
            <span className="block truncate text-xs text-soft">
              {roleLabel(i18n, role)} · <span className="font-mono">{key}</span>
            </span>
          </span>,
        ])}
      />
    </Menu>
  )
}
