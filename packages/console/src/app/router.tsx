import {
  createRootRoute,
  createRoute,
  createRouter,
  Navigate,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { PaymentPage } from '../payments/payment-page.tsx'
import { readPaymentSearch } from '../payments/payment-search.ts'
import { PaymentsPage } from '../payments/payments-page.tsx'
import { LinkPage } from '../session/link-page.tsx'
import { PasswordResetPage } from '../session/password-reset-page.tsx'
import { SecondFactorPage } from '../session/second-factor-page.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { parseSearch, stringifySearch } from './search-text.ts'
import { Shell } from './shell.tsx'

export type AppSearch = { readonly app?: string }

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage })

const linkRoute = createRoute({ getParentRoute: () => rootRoute, path: '/link', component: LinkPage })
const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/password-reset',
  component: PasswordResetPage,
})

/** The pages of an operator. The AppKey is part of each address, so that a link from a ticket opens the right one. */
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  validateSearch: ({ app }: Record<string, unknown>): AppSearch => (typeof app === 'string' ? { app } : {}),
})

const toPayments = () => {
  // The router takes what is thrown for a redirect.
  throw redirect({ to: '/payments', search: (previous) => previous }) as unknown as Error
}
/** Where a provider sends a browser that it did not sign in; whoever has signed in goes on. */
function SignedIn() {
  return <Navigate to="/payments" replace />
}
const indexRoute = createRoute({ getParentRoute: () => shellRoute, path: '/', beforeLoad: toPayments })
const signInRoute = createRoute({ getParentRoute: () => shellRoute, path: '/sign-in', component: SignedIn })

const paymentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/payments',
  component: PaymentsPage,
  validateSearch: readPaymentSearch,
})
const paymentRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/payments/$paymentId',
  component: PaymentPage,
})
const secondFactorRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/second-factor',
  component: SecondFactorPage,
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    linkRoute,
    resetRoute,
    shellRoute.addChildren([indexRoute, signInRoute, paymentsRoute, paymentRoute, secondFactorRoute]),
  ]),
  basepath: '/console',
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultNotFoundComponent: NotFoundPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
