import { encodeEventCursor } from '../../domain/event/event-cursor.ts'
import { createWebhookEndpoint } from '../../domain/webhook-endpoint/create-webhook-endpoint.ts'
import { deleteWebhookEndpoint } from '../../domain/webhook-endpoint/delete-webhook-endpoint.ts'
import { replayWebhookDelivery } from '../../domain/webhook-delivery/replay-webhook-delivery.ts'
import { summarizeDeliveries } from '../../domain/webhook-delivery/summarize-deliveries.ts'
import { testWebhookEndpoint } from '../../domain/webhook-delivery/test-webhook-endpoint.ts'
import { listWebhookDeliveries } from '../../domain/webhook-delivery/list-webhook-deliveries.ts'
import {
  getWebhookEndpoint,
  listWebhookEndpoints,
} from '../../domain/webhook-endpoint/list-webhook-endpoints.ts'
import { pauseWebhookEndpoint } from '../../domain/webhook-endpoint/pause-webhook-endpoint.ts'
import { replayWebhookEvents } from '../../domain/webhook-endpoint/replay-webhook-events.ts'
import { resumeWebhookEndpoint } from '../../domain/webhook-endpoint/resume-webhook-endpoint.ts'
import { rotateWebhookSecret } from '../../domain/webhook-endpoint/rotate-webhook-secret.ts'
import { updateWebhookEndpoint } from '../../domain/webhook-endpoint/update-webhook-endpoint.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  WebhookDeliveryAttemptResolvers,
  WebhookEndpointResolvers,
  WebhookTestResultResolvers,
} from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'
import { toLagCount, toLagSeconds } from './feed-lag.ts'

export const webhookQueries = {
  webhookEndpoints: (_, __, context) => listWebhookEndpoints(domainOf(context)),
  webhookEndpoint: (_, { id }, context) => getWebhookEndpoint(domainOf(context), id),
} satisfies QueryResolvers

export const webhookMutations = {
  createWebhookEndpoint: (_, { input: { url, types } }, context) =>
    createWebhookEndpoint(domainOf(context), { url, types: types ?? null }),
  updateWebhookEndpoint: (_, { input: { endpointId, url, types } }, context) =>
    updateWebhookEndpoint(domainOf(context), { endpointId, url: url ?? null, types }),
  deleteWebhookEndpoint: (_, { input }, context) => deleteWebhookEndpoint(domainOf(context), input),
  rotateWebhookSecret: (_, { input }, context) => rotateWebhookSecret(domainOf(context), input),
  pauseWebhookEndpoint: (_, { input }, context) => pauseWebhookEndpoint(domainOf(context), input),
  resumeWebhookEndpoint: (_, { input }, context) => resumeWebhookEndpoint(domainOf(context), input),
  replayWebhookEvents: (_, { input }, context) => replayWebhookEvents(domainOf(context), input),
  testWebhookEndpoint: (_, { input }, context) => testWebhookEndpoint(domainOf(context), input),
  replayWebhookDelivery: (_, { input }, context) => replayWebhookDelivery(domainOf(context), input),
} satisfies MutationResolvers

export const WebhookEndpoint = {
  id: ({ id }) => encodeId('whk', id),
  host: ({ url }) => new URL(url).host,
  cursor: (endpoint) => encodeEventCursor(endpoint),
  nextAttemptAt: ({ firstFailedAt, nextAttemptAt }) => (firstFailedAt === null ? null : nextAttemptAt),
  lag: async ({ position }, _, context) =>
    toLagCount(await loadersOf(context).feedLags.load(String(position))),
  oldestUndeliveredAgeSeconds: async ({ position }, _, context) =>
    toLagSeconds(await loadersOf(context).feedLags.load(String(position)), domainOf(context).clock()),
  recentDeliveries: ({ id }, _, context) => summarizeDeliveries(domainOf(context), id),
  deliveries: async ({ id }, { status, eventId, first, after }, context) => {
    const request = {
      status: status ?? null,
      eventId: eventId ?? null,
      first: first ?? null,
      after: after ?? null,
    }
    return toConnection(await listWebhookDeliveries(domainOf(context), id, request))
  },
} satisfies WebhookEndpointResolvers

export const WebhookTestResult = {
  eventId: ({ eventId }) => encodeId('evt', eventId),
} satisfies WebhookTestResultResolvers

export const WebhookDeliveryAttempt = {
  id: ({ id }) => encodeId('whd', id),
  endpointId: ({ endpointId }) => encodeId('whk', endpointId),
  host: ({ url }) => new URL(url).host,
  event: ({ eventId }, _, context) => loadersOf(context).events.load(eventId),
} satisfies WebhookDeliveryAttemptResolvers
