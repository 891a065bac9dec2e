import { z } from 'zod'
import { createPurchaseBody } from '../control/control-schemas.ts'
import { subscriptionId } from '../control/subscription-schemas.ts'
import { groupChanges } from '../subscriptions/actions/plan-change-actions.ts'
import { replacementModes } from '../subscriptions/subscription.ts'
import { isLoopbackOrigin, isLoopbackUrl } from './is-loopback-url.ts'

const { store, productId, accountToken, customer } = createPurchaseBody.shape

export const checkoutQuery = z.strictObject({
  ...{ store, productId, accountToken, customer },
  /** The subscription whose plan the app changes, as the stores know it by the group or by a purchase token. */
  replaces: subscriptionId.exactOptional(),
  change: z.enum(groupChanges).default('UPGRADE'),
  /** Google Play, ONE store. */
  mode: z.enum(replacementModes).exclude(['KEEP_EXISTING']).default('WITH_TIME_PRORATION'),
  returnUrl: z.string().max(2000).refine(isLoopbackUrl, 'only http(s) URLs of this machine').exactOptional(),
  openerOrigin: z
    .string()
    .max(300)
    .refine(isLoopbackOrigin, 'only http(s) origins of this machine')
    .exactOptional(),
  checkoutId: z.string().max(100).exactOptional(),
})

export type CheckoutQuery = z.infer<typeof checkoutQuery>
