import { createRoute, createRouter, lazyRouteComponent, Navigate, redirect } from '@tanstack/react-router'
import { readApprovalSearch } from '../approvals/approval-search.ts'
import { readAuditSearch } from '../audit/audit-search.ts'
import { readNotificationSearch } from '../notifications/notification-search.ts'
import { readOperatorSearch } from '../operators/operator-search.ts'
import { readCursorSearch } from '../pages/cursor-search.ts'
import { readPaymentPageSearch } from '../payments/payment-page-search.ts'
import { readItemsSearch } from '../items/items-search.ts'
import { readOverviewSearch } from '../overview/overview-search.ts'
import { readPaymentSearch } from '../payments/payment-search.ts'
import { readStatisticsSearch } from '../statistics/statistics-search.ts'
import { readPurchaseSearch } from '../purchases/purchase-search.ts'
import { readReconciliationSearch } from '../reconciliation/reconciliation-search.ts'
import { readReviewSearch } from '../refund-reviews/review-search.ts'
import { LinkPage } from '../session/link-page.tsx'
import { PasswordResetPage } from '../session/password-reset-page.tsx'
import { SecondFactorPage } from '../session/second-factor-page.tsx'
import { readSalesSearch } from '../sales/sales-search.ts'
import { readDeliverySearch } from '../webhooks/delivery-search.ts'
import { readSettingsSearch } from '../settings/settings-search.ts'
import { readStoresSearch } from '../stores/stores-search.ts'
import { NotFoundPage } from './not-found-page.tsx'
import { PageError } from './page-error.tsx'
import { keepApp, parseSearch, stringifySearch } from './search-text.ts'
import { rootRoute, shellRoute } from './shell-route.ts'
import { subscriptionRoutes } from './subscription-routes.ts'

const linkRoute = createRoute({ getParentRoute: () => rootRoute, path: '/link', component: LinkPage })
const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/password-reset',
  component: PasswordResetPage,
})

const toOverview = () => {
  // The router takes what is thrown for a redirect.
  throw redirect({ to: '/overview', search: keepApp }) as unknown as Error
}
/** Where a provider sends a browser that it did not sign in; whoever has signed in goes on. */
function SignedIn() {
  return <Navigate to="/overview" replace />
}
const indexRoute = createRoute({ getParentRoute: () => shellRoute, path: '/', beforeLoad: toOverview })
const signInRoute = createRoute({ getParentRoute: () => shellRoute, path: '/sign-in', component: SignedIn })

const paymentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/payments',
  component: lazyRouteComponent(() => import('../payments/payments-page.tsx'), 'PaymentsPage'),
  validateSearch: readPaymentSearch,
})
const paymentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/payments/$paymentId',
  component: lazyRouteComponent(() => import('../payments/payment-page.tsx'), 'PaymentPage'),
  validateSearch: readPaymentPageSearch,
})
const secondFactorRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/second-factor',
  component: SecondFactorPage,
})

/** Each page is loaded when it is opened. Its search parameters are read before, by `validateSearch`. */
const pageRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/overview',
    component: lazyRouteComponent(() => import('../overview/overview-page.tsx'), 'OverviewPage'),
    validateSearch: readOverviewSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/approvals',
    component: lazyRouteComponent(() => import('../approvals/approvals-page.tsx'), 'ApprovalsPage'),
    validateSearch: readApprovalSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/purchases',
    component: lazyRouteComponent(() => import('../purchases/purchases-page.tsx'), 'PurchasesPage'),
    validateSearch: readPurchaseSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/purchases/$purchaseId',
    component: lazyRouteComponent(() => import('../purchases/purchase-page.tsx'), 'PurchasePage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/users/$userId',
    component: lazyRouteComponent(() => import('../users/user-page.tsx'), 'UserPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/suspended-users',
    component: lazyRouteComponent(() => import('../users/suspended-users-page.tsx'), 'SuspendedUsersPage'),
    validateSearch: readCursorSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/unattributed-sales',
    component: lazyRouteComponent(() => import('../sales/sales-page.tsx'), 'SalesPage'),
    validateSearch: readSalesSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/refund-reviews',
    component: lazyRouteComponent(
      () => import('../refund-reviews/refund-reviews-page.tsx'),
      'RefundReviewsPage',
    ),
    validateSearch: readReviewSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/reconciliation',
    component: lazyRouteComponent(
      () => import('../reconciliation/reconciliation-page.tsx'),
      'ReconciliationPage',
    ),
    validateSearch: readReconciliationSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/notifications',
    component: lazyRouteComponent(
      () => import('../notifications/notifications-page.tsx'),
      'NotificationsPage',
    ),
    validateSearch: readNotificationSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/notifications/$notificationId',
    component: lazyRouteComponent(() => import('../notifications/notification-page.tsx'), 'NotificationPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/webhooks',
    component: lazyRouteComponent(() => import('../webhooks/webhooks-page.tsx'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/webhooks/$webhookEndpointId',
    component: lazyRouteComponent(() => import('../webhooks/webhook-page.tsx'), 'WebhookPage'),
    validateSearch: readDeliverySearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/event-consumers',
    component: lazyRouteComponent(
      () => import('../event-consumers/event-consumers-page.tsx'),
      'EventConsumersPage',
    ),
    validateSearch: readCursorSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/statistics',
    component: lazyRouteComponent(() => import('../statistics/statistics-page.tsx'), 'StatisticsPage'),
    validateSearch: readStatisticsSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/items',
    component: lazyRouteComponent(() => import('../items/items-page.tsx'), 'ItemsPage'),
    validateSearch: readItemsSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/stores',
    component: lazyRouteComponent(() => import('../stores/stores-page.tsx'), 'StoresPage'),
    validateSearch: readStoresSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/setup',
    component: lazyRouteComponent(() => import('../setup/setup-page.tsx'), 'SetupPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/settings',
    component: lazyRouteComponent(() => import('../settings/settings-page.tsx'), 'SettingsPage'),
    validateSearch: readSettingsSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/server-keys',
    component: lazyRouteComponent(() => import('../server-keys/server-keys-page.tsx'), 'ServerKeysPage'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/operators',
    component: lazyRouteComponent(() => import('../operators/operators-page.tsx'), 'OperatorsPage'),
    validateSearch: readOperatorSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/audit',
    component: lazyRouteComponent(() => import('../audit/audit-page.tsx'), 'AuditPage'),
    validateSearch: readAuditSearch,
  }),
]

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    linkRoute,
    resetRoute,
    shellRoute.addChildren([
      indexRoute,
      signInRoute,
      paymentsRoute,
      paymentRoute,
      secondFactorRoute,
      ...pageRoutes,
      ...subscriptionRoutes,
    ]),
  ]),
  basepath: '/console',
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: PageError,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
