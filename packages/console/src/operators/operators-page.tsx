import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useAppKeys } from '../app/app-keys.tsx'
import { useMay } from '../app/permissions.ts'
import { PageFrame } from '../pages/page-frame.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { AllOperators } from './all-operators.tsx'
import { GrantList } from './grant-list.tsx'
import { operatorTabs, type OperatorSearch, type OperatorTab } from './operator-search.ts'
import { TokenList } from './token-list.tsx'

/** Who may do what at the AppKey, all operators of the installation, and the operator's own tokens. */
export function OperatorsPage() {
  const search = useSearch({ from: '/shell/operators' })
  const navigate = useNavigate({ from: '/operators' })
  const may = useMay()
  const titles: Record<OperatorTab, string> = {
    people: i18n.t('At this AppKey'),
    all: i18n.t('All operators'),
    tokens: i18n.t('My access tokens'),
  }
  const isShown: Record<OperatorTab, boolean> = {
    people: may('operatorGrants'),
    all: may('operators'),
    tokens: may('personalAccessTokens'),
  }
  // The role decides which list is the first one.
  const { isLoading: isRoleUnknown } = useAppKeys()
  const shown = isRoleUnknown ? [] : operatorTabs.filter((each) => isShown[each])
  const tab = shown.find((each) => each === search.tab) ?? shown[0] ?? 'tokens'
  const change = (changes: OperatorSearch) =>
    void navigate({ search: (previous) => ({ ...previous, after: undefined, ...changes }) })
  const list = { after: search.after, onMove: (after: string | undefined) => change({ after }) }
  return (
    <PageFrame title={i18n.t('Operators')}>
      <Tabs
        label={i18n.t('Operators')}
        value={tab}
        options={shown.map((each) => [each, titles[each]])}
        onChange={(next) => change({ tab: next })}
      />
      {tab === 'people' && <GrantList {...list} />}
      {tab === 'all' && <AllOperators {...list} />}
      {tab === 'tokens' && !isRoleUnknown && <TokenList />}
    </PageFrame>
  )
}
