import { z } from 'zod'
import { invalidInput } from '../emulator-error.ts'
import { situationSchema } from '../purchases/situation.ts'
import { invalidState } from '../subscriptions/change.ts'
import { endSharing, listSharingMembers, shareWithMember } from '../subscriptions/family-sharing.ts'
import { createSubscription } from './create-subscription.ts'
import { getStore, getSubscription } from './control-context.ts'
import type { ControlContext } from './control-context.ts'
import { accountToken } from './control-schemas.ts'
import {
  conflictResponse,
  invalidInputResponse,
  jsonResponse,
  limitReachedResponse,
  notFoundResponse,
} from './control-scope.ts'
import type { ControlScope } from './control-scope.ts'
import { formatChangeCursor, formatPageCursor, parseChangeCursor, parsePageCursor } from './page-query.ts'
import { subscriptionActions } from './subscription-actions.ts'
import {
  createSubscriptionBody,
  subscriptionChangesQuery,
  subscriptionChangesSchema,
  subscriptionPageQuery,
  subscriptionPageSchema,
  subscriptionParams,
  subscriptionViewSchema,
} from './subscription-schemas.ts'
import { toSubscriptionView } from './subscription-view.ts'

const changedResponses = {
  200: jsonResponse(
    'The subscription that the customer has after the action: a new one when the store created a purchase token.',
    subscriptionViewSchema,
  ),
  ...invalidInputResponse,
  ...notFoundResponse,
  ...conflictResponse,
  ...limitReachedResponse,
}

const createdResponses = {
  201: jsonResponse('The subscription.', subscriptionViewSchema),
  ...invalidInputResponse,
  ...notFoundResponse,
  ...conflictResponse,
  ...limitReachedResponse,
}

export function registerSubscriptionRoutes(scope: ControlScope, ctx: ControlContext): void {
  registerCreateRoute(scope, ctx)
  registerReadRoutes(scope, ctx)
  registerChangesRoute(scope, ctx)
  registerActionRoutes(scope, ctx)
  registerShareRoute(scope, ctx)
  registerStopSharingRoute(scope, ctx)
}

function registerCreateRoute(scope: ControlScope, ctx: ControlContext): void {
  scope.post(
    '/subscriptions',
    {
      schema: {
        operationId: 'createSubscription',
        summary: 'Buys a subscription, which renews on the virtual clock.',
        body: createSubscriptionBody,
        response: createdResponses,
      },
    },
    async ({ body }, reply) => reply.code(201).send(toSubscriptionView(ctx, createSubscription(ctx, body))),
  )
}

function registerReadRoutes(scope: ControlScope, ctx: ControlContext): void {
  scope.get(
    '/subscriptions',
    {
      schema: {
        operationId: 'listSubscriptions',
        summary: 'Lists the subscriptions, newest first.',
        querystring: subscriptionPageQuery,
        response: { 200: jsonResponse('One page.', subscriptionPageSchema), ...invalidInputResponse },
      },
    },
    async ({ query: { first, after, ...filter } }) => {
      const { repository } = ctx.subscriptions
      const { subscriptions, hasMore } = repository.listPage(filter, first, parsePageCursor(after))
      return {
        subscriptions: subscriptions.map((each) => toSubscriptionView(ctx, each)),
        hasMore,
        endCursor: formatPageCursor(subscriptions.at(-1)),
      }
    },
  )
  scope.get(
    '/subscriptions/:id',
    {
      schema: {
        operationId: 'getSubscription',
        summary: 'Returns a subscription with its periods, as its store knows it.',
        params: subscriptionParams,
        response: {
          200: jsonResponse('The subscription.', subscriptionViewSchema),
          ...invalidInputResponse,
          ...notFoundResponse,
        },
      },
    },
    async ({ params: { id } }) => toSubscriptionView(ctx, getSubscription(ctx, id)),
  )
}

function registerChangesRoute(scope: ControlScope, ctx: ControlContext): void {
  scope.get(
    '/subscription-changes',
    {
      schema: {
        operationId: 'listSubscriptionChanges',
        summary:
          'Lists the subscriptions in the order of their last changes, so that a client that continues after its last page reads only what has changed since.',
        querystring: subscriptionChangesQuery,
        response: { 200: jsonResponse('One page.', subscriptionChangesSchema), ...invalidInputResponse },
      },
    },
    async ({ query: { first, after } }) => {
      const changes = ctx.subscriptions.repository.listChanges(first, parseChangeCursor(after))
      return {
        subscriptions: changes.subscriptions.map((each) => toSubscriptionView(ctx, each)),
        hasMore: changes.hasMore,
        endCursor: formatChangeCursor(changes.subscriptions.at(-1)),
      }
    },
  )
}

function registerActionRoutes(scope: ControlScope, ctx: ControlContext): void {
  for (const { verb, operationId, summary, body, run } of subscriptionActions) {
    scope.post(
      `/subscriptions/:id/${verb}`,
      { schema: { operationId, summary, params: subscriptionParams, body, response: changedResponses } },
      async ({ params: { id }, body: input }) => {
        const { familyOwnerId } = getSubscription(ctx, id)
        if (familyOwnerId !== null && verb !== 'revoke')
          throw invalidInput('the subscription of a family member follows that of the owner', 'id')
        return toSubscriptionView(
          ctx,
          ctx.subscriptions.apply(id, (subscription, change) => run(subscription, input, change)),
        )
      },
    )
  }
  scope.put(
    '/subscriptions/:id/situation',
    {
      schema: {
        operationId: 'setSubscriptionSituation',
        summary: "Sets how the store's responses about the subscription differ from the usual ones.",
        params: subscriptionParams,
        body: situationSchema,
        response: changedResponses,
      },
    },
    async ({ params: { id }, body: situation }) => {
      getSubscription(ctx, id)
      return toSubscriptionView(
        ctx,
        ctx.subscriptions.apply(id, (subscription) => ({
          subscription: { ...subscription, situation },
          happenings: [],
        })),
      )
    },
  )
}

function registerShareRoute(scope: ControlScope, ctx: ControlContext): void {
  scope.post(
    '/subscriptions/:id/share',
    {
      schema: {
        operationId: 'shareSubscription',
        summary: 'App Store: a family member of the customer shares the subscription, without paying.',
        params: subscriptionParams,
        body: z.strictObject({
          customer: z.string().min(1).max(128),
          accountToken: accountToken.exactOptional(),
        }),
        response: createdResponses,
      },
    },
    async ({ params: { id }, body }, reply) => {
      const owner = getSubscription(ctx, id)
      const { store, environment, appId, state, familyOwnerId } = owner
      if (store !== 'APP_STORE' || state !== 'ACTIVE' || familyOwnerId !== null)
        throw invalidInput('only an active subscription of the App Store can be shared by its owner', 'id')
      const emulated = getStore(ctx, store)
      const member = ctx.subscriptions.create(owner, (change) => {
        const customerId = emulated.toCustomerId(body.customer, environment, appId)
        const draft = shareWithMember(owner, { customerId, accountToken: body.accountToken ?? null }, change)
        return { draft, happenings: [{ type: 'PURCHASED', periodId: draft.token }] }
      })
      return reply.code(201).send(toSubscriptionView(ctx, member))
    },
  )
}

function registerStopSharingRoute(scope: ControlScope, ctx: ControlContext): void {
  scope.post(
    '/subscriptions/:id/stop-sharing',
    {
      schema: {
        operationId: 'stopSharingSubscription',
        summary:
          'App Store: the owner stops sharing. Each family member loses the subscription, whose transactions are revoked.',
        params: subscriptionParams,
        response: changedResponses,
      },
    },
    async ({ params: { id } }) => {
      const owner = getSubscription(ctx, id)
      const members = listSharingMembers(ctx.subscriptions.repository, owner)
      if (members.length === 0) throw invalidState(owner, 'kept from a family: it is shared with nobody')
      for (const member of members) ctx.subscriptions.apply(member.id, endSharing)
      return toSubscriptionView(ctx, getSubscription(ctx, id))
    },
  )
}
