import type { Buyer } from '../support/purchase-client.ts'

/** A customer, and the subscriptions that the customer has bought, the newest last. */
export type Subscriber = { readonly buyer: Buyer; readonly entryIds: string[] }
