import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readDefinitionsSearch } from '../entitlements/definitions-search.ts'
import { readCursorSearch } from '../pages/cursor-search.ts'
import { readSubscriptionStatisticsSearch } from '../subscription-statistics/subscription-statistics-search.ts'
import { readSubscriptionSearch } from '../subscriptions/subscription-search.ts'
import { shellRoute } from './shell-route.ts'

/** The pages of subscriptions and entitlements. Each is loaded when it is opened. */
export const subscriptionRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/subscriptions',
    component: lazyRouteComponent(
      () => import('../subscriptions/subscriptions-page.tsx'),
      'SubscriptionsPage',
    ),
    validateSearch: readSubscriptionSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/subscriptions/$subscriptionId',
    component: lazyRouteComponent(() => import('../subscriptions/subscription-page.tsx'), 'SubscriptionPage'),
    validateSearch: readCursorSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/statistics/subscriptions',
    component: lazyRouteComponent(
      () => import('../subscription-statistics/subscription-statistics-page.tsx'),
      'SubscriptionStatisticsPage',
    ),
    validateSearch: readSubscriptionStatisticsSearch,
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/entitlements',
    component: lazyRouteComponent(() => import('../entitlements/definitions-page.tsx'), 'DefinitionsPage'),
    validateSearch: readDefinitionsSearch,
  }),
]
