import type { WebhookDeliveryAttemptStatus } from '../generated/operations.ts'
import { readChoice, readText, withoutEmpty } from '../pages/search-fields.ts'

const deliveryStatuses: readonly WebhookDeliveryAttemptStatus[] = ['DELIVERED', 'FAILED']

/** The view of the deliveries of an endpoint, as it is in the address. */
export type DeliverySearch = {
  readonly delivered?: WebhookDeliveryAttemptStatus | undefined
  /** The event whose attempts are shown beside the list. */
  readonly event?: string | undefined
  readonly after?: string | undefined
}

export const readDeliverySearch = (search: Readonly<Record<string, unknown>>): DeliverySearch =>
  withoutEmpty({
    delivered: readChoice(search, 'delivered', deliveryStatuses),
    event: readText(search, 'event'),
    after: readText(search, 'after'),
  })
