import { i18n } from '@lingui/core'
import { useNavigate } from '@tanstack/react-router'
import { CircleUser } from 'lucide-react'
import { viewerZone } from '../format/time.ts'
import { useOperator, useSession } from '../session/session.tsx'
import { Menu, MenuItem, MenuLabel, MenuRadio, MenuSeparator } from '../ui/menu.tsx'
import { setLanguage, setTheme, usePreferences } from './preferences.ts'
import { keepApp } from './search-text.ts'

export function OperatorMenu() {
  const { email, name } = useOperator()
  const { signOut } = useSession()
  const { language, theme } = usePreferences()
  return (
    <Menu
      kind="quiet"
      name={i18n.t('Operator: {name}', { name })}
      label={
        <>
          <CircleUser aria-hidden size={16} />
          <bdi className="max-w-40 truncate max-sm:sr-only">{name}</bdi>
        </>
      }
    >
      <MenuLabel>{email}</MenuLabel>
      <OwnItems />
      <MenuSeparator />
      <MenuLabel>{i18n.t('Language')}</MenuLabel>
      <MenuRadio
        value={language}
        onChange={(next) => void setLanguage(next)}
        options={[
          ['ko', '한국어'],
          ['en', 'English'],
        ]}
      />
      <MenuLabel>{i18n.t('Theme')}</MenuLabel>
      <MenuRadio
        value={theme}
        onChange={setTheme}
        options={[
          ['system', i18n.t('As the system')],
          ['light', i18n.t('Light')],
          ['dark', i18n.t('Dark')],
        ]}
      />
      <MenuSeparator />
      <MenuLabel>{i18n.t('Times are in {zone}; in UTC on hover.', { zone: viewerZone() })}</MenuLabel>
      <MenuItem onSelect={() => void signOut()}>{i18n.t('Sign out')}</MenuItem>
    </Menu>
  )
}

/** What an operator sets up for itself. */
function OwnItems() {
  const navigate = useNavigate()
  return (
    <>
      <MenuItem onSelect={() => void navigate({ to: '/second-factor', search: keepApp })}>
        {i18n.t('Second factor')}
      </MenuItem>
      <MenuItem
        onSelect={() =>
          void navigate({ to: '/operators', search: (previous) => ({ ...keepApp(previous), tab: 'tokens' }) })
        }
      >
        {i18n.t('My access tokens')}
      </MenuItem>
    </>
  )
}
