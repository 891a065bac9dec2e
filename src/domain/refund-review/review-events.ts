import { newUuid } from '../../platform/ids.ts'

/** The events of a change to a review: one for each of its payments. */
export function toReviewEvents(
  paymentIds: readonly string[],
): { readonly paymentId: string; readonly eventId: string }[] {
  return paymentIds.map((paymentId) => ({ paymentId, eventId: newUuid() }))
}
