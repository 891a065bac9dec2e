/** The records that verbs answer with, for the transports: they never look into the database's folder. */
export type { AppRow, ServerKeyRow } from '../db/queries/apps.ts'
export type { ConsumeRow } from '../db/queries/consumes.ts'
export type { EventRow, StoreValue } from '../db/queries/events.ts'
export type { ItemRow } from '../db/queries/items.ts'
export type { PaymentConditions, PaymentRow } from '../db/queries/payments.ts'
export type { PurchaseRow } from '../db/queries/purchases.ts'
export type { StoreConnectionRow } from '../db/queries/store-connections.ts'
export type { UserRow } from '../db/queries/users.ts'
