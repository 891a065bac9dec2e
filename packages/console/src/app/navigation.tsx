import { i18n } from '@lingui/core'
import { Link, useNavigate } from '@tanstack/react-router'
import {
  Activity,
  BadgeCheck,
  Bell,
  BookOpenCheck,
  ChartColumn,
  CircleQuestionMark,
  FileClock,
  KeyRound,
  LayoutDashboard,
  MenuIcon,
  Package,
  Receipt,
  RefreshCw,
  RotateCcwSquare,
  Scale,
  Settings,
  ShieldCheck,
  ShoppingCart,
  Store,
  UserLock,
  Users,
  Webhook,
  type LucideIcon,
} from 'lucide-react'
import { Menu, MenuItem, MenuLabel } from '../ui/menu.tsx'
import { useMay, type RootField } from './permissions.ts'
import { keepApp } from './search-text.ts'

const pages = {
  overview: { to: '/overview', title: () => i18n.t('Overview'), icon: LayoutDashboard, field: 'overview' },
  payments: { to: '/payments', title: () => i18n.t('Payments'), icon: Receipt, field: 'payments' },
  approvals: {
    to: '/approvals',
    title: () => i18n.t('Approvals'),
    icon: ShieldCheck,
    field: 'refundApprovals',
  },
  purchases: { to: '/purchases', title: () => i18n.t('Purchases'), icon: ShoppingCart, field: 'purchases' },
  subscriptions: {
    to: '/subscriptions',
    title: () => i18n.t('Subscriptions'),
    icon: RefreshCw,
    field: 'subscriptions',
  },
  refundReviews: {
    to: '/refund-reviews',
    title: () => i18n.t('Refund reviews'),
    icon: RotateCcwSquare,
    field: 'refundReviews',
  },
  reconciliation: {
    to: '/reconciliation',
    title: () => i18n.t('Reconciliation'),
    icon: Scale,
    field: 'reconciliationReport',
  },
  unattributedSales: {
    to: '/unattributed-sales',
    title: () => i18n.t('Sales without a user'),
    icon: CircleQuestionMark,
    field: 'unattributedSales',
  },
  suspendedUsers: {
    to: '/suspended-users',
    title: () => i18n.t('Suspended users'),
    icon: UserLock,
    field: 'suspendedUsers',
  },
  statistics: {
    to: '/statistics',
    title: () => i18n.t('Statistics'),
    icon: ChartColumn,
    field: 'paymentStatistics',
  },
  notifications: {
    to: '/notifications',
    title: () => i18n.t('Notifications'),
    icon: Bell,
    field: 'notifications',
  },
  webhooks: { to: '/webhooks', title: () => i18n.t('Webhooks'), icon: Webhook, field: 'webhookEndpoints' },
  eventConsumers: {
    to: '/event-consumers',
    title: () => i18n.t('Event consumers'),
    icon: Activity,
    field: 'eventConsumers',
  },
  setup: { to: '/setup', title: () => i18n.t('Set-up guide'), icon: BookOpenCheck, field: 'connectStore' },
  items: { to: '/items', title: () => i18n.t('Items'), icon: Package, field: 'items' },
  entitlements: {
    to: '/entitlements',
    title: () => i18n.t('Entitlements'),
    icon: BadgeCheck,
    field: 'entitlementDefinitions',
  },
  stores: { to: '/stores', title: () => i18n.t('Store connections'), icon: Store, field: 'connectStore' },
  serverKeys: {
    to: '/server-keys',
    title: () => i18n.t('Server keys'),
    icon: KeyRound,
    field: 'createServerKey',
  },
  settings: { to: '/settings', title: () => i18n.t('Settings'), icon: Settings, field: 'updateAppKey' },
  operators: { to: '/operators', title: () => i18n.t('Operators'), icon: Users, field: 'operatorGrants' },
  audit: { to: '/audit', title: () => i18n.t('Audit log'), icon: FileClock, field: 'auditLog' },
} as const satisfies Record<string, PageLink>

type PageLink = {
  readonly to: string
  readonly title: () => string
  readonly icon: LucideIcon
  /** The root field of the API without which the page shows nothing. */
  readonly field: RootField
}
type PageName = keyof typeof pages

const groups: readonly { readonly title: (() => string) | null; readonly names: readonly PageName[] }[] = [
  {
    title: null,
    names: ['overview', 'payments', 'purchases', 'subscriptions', 'refundReviews', 'approvals'],
  },
  {
    title: () => i18n.t('Check'),
    names: ['reconciliation', 'unattributedSales', 'suspendedUsers', 'statistics'],
  },
  { title: () => i18n.t('Deliveries'), names: ['notifications', 'webhooks', 'eventConsumers'] },
  {
    title: () => i18n.t('Set up'),
    names: ['setup', 'items', 'entitlements', 'stores', 'serverKeys', 'settings', 'operators', 'audit'],
  },
]

/** The groups with what the operator's role may read. */
function useGroups() {
  const may = useMay()
  return groups
    .map(({ title, names }) => ({
      title,
      links: names.map((name) => pages[name]).filter(({ field }) => may(field)),
    }))
    .filter(({ links }) => links.length > 0)
}

/** The links at the side of the page. */
export function Navigation() {
  return (
    <nav
      aria-label={i18n.t('Main')}
      className="w-48 shrink-0 overflow-y-auto border-r border-line p-2 max-md:hidden"
    >
      {useGroups().map(({ title, links }) => (
        <div key={links[0]?.to} className="mb-2">
          {title !== null && <p className="px-2 pt-2 pb-1 text-xs text-soft">{title()}</p>}
          {links.map(({ to, title: text, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              search={keepApp}
              className="flex h-8 items-center gap-2 rounded-md px-2 hover:bg-hover"
              activeProps={{ className: 'bg-accent-soft font-medium' }}
            >
              <Icon aria-hidden size={15} className="shrink-0" />
              {text()}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  )
}

/** The same links as a menu, where the page is narrow. */
export function NavigationMenu() {
  const navigate = useNavigate()
  return (
    <div className="md:hidden">
      <Menu
        kind="quiet"
        name={i18n.t('Main')}
        className="-ml-2 px-2!"
        label={<MenuIcon aria-hidden size={17} />}
      >
        {useGroups().map(({ title, links }) => (
          <div key={links[0]?.to}>
            {title !== null && <MenuLabel>{title()}</MenuLabel>}
            {links.map(({ to, title: text, icon: Icon }) => (
              <MenuItem key={to} onSelect={() => void navigate({ to, search: keepApp })}>
                <Icon aria-hidden size={15} />
                {text()}
              </MenuItem>
            ))}
          </div>
        ))}
      </Menu>
    </div>
  )
}
