import { createRootRoute, createRoute, Outlet } from '@tanstack/react-router'
import { NotFoundPage } from './not-found-page.tsx'
import { Shell } from './shell.tsx'

type AppSearch = { readonly app?: string }

export const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage })

/** The pages of an operator. The AppKey is part of each address, so that a link from a ticket opens the right one. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  validateSearch: ({ app }: Record<string, unknown>): AppSearch => (typeof app === 'string' ? { app } : {}),
})
