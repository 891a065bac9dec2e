import { createCommandLineCaller } from '../domain/operator/command-line-caller.ts'
import type { Context, Services } from '../domain/context.ts'
import { decodeId } from '../platform/ids.ts'
import { requestPurchase } from '../domain/purchase/request-purchase.ts'
import { registerUser } from '../domain/user/register-user.ts'

const userId = 'example-player'

/**
 * The account token of a user of the example app, so that a purchase on the page of the store emulator becomes a payment of somebody. A
 * store may return the token with any number of sales.
 */
export async function prepareExampleBuyer(services: Services, appKey: string): Promise<string> {
  const app = await services.apps.find(decodeId('ak', appKey) ?? '')
  if (app === null) throw new Error('the example app must exist')
  const ctx: Context = { ...services, app, caller: createCommandLineCaller('development server') }
  const registered = await registerUser(ctx, { userId })
  if (registered.problem !== null) throw new Error(registered.problem.message)
  const requested = await requestPurchase(ctx, {
    userId,
    itemId: 'coins_100',
    store: 'APP_STORE',
    storeBundleId: null,
    developerPayload: null,
    idempotencyKey: 'store-emulator-page',
  })
  if (requested.problem !== null) throw new Error(requested.problem.message)
  return requested.purchase.accountToken
}
