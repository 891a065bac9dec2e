import type { EventRow } from '../../db/queries/events.ts'

/** The events of one subject are delivered in their order: those of a purchase, else those of a user whose entitlement changed. */
export function subjectOf({
  purchaseId,
  userId,
  id,
}: Pick<EventRow, 'purchaseId' | 'userId' | 'id'>): string {
  return purchaseId ?? userId ?? id
}
