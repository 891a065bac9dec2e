import { catalog, vipEntitlement } from '../catalog.ts'
import type { Settings } from './settings.ts'

const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const

/** Sets the items, the entitlement, the origins and the consume model of the AppKey, as an operator does once in the console. */
export async function setUpApp(settings: Settings, origins: readonly string[]): Promise<void> {
  await change(settings, 'updateAppKey', 'UpdateAppKeyInput', {
    allowedOrigins: origins,
    consumeModel: settings.isBuiltIn ? 'BUILT_IN' : 'SERVER_TO_SERVER',
    requireUserToken: true,
  })
  for (const { itemId, name, type } of catalog) {
    // The test store has no subscriptions.
    const sellers = stores.filter((store) => type !== 'AUTO_RENEWABLE' || store !== 'TEST_STORE')
    const storeProducts = sellers.map((store) => ({ store, productId: `com.example.arcade.${itemId}` }))
    await change(settings, 'upsertItem', 'UpsertItemInput', { itemId, name, type, storeProducts })
  }
  await change(settings, 'upsertEntitlement', 'UpsertEntitlementInput', vipEntitlement)
}

async function change(
  { url, serverKey }: Settings,
  name: string,
  type: string,
  input: Readonly<Record<string, unknown>>,
): Promise<void> {
  const query = `mutation ($input: ${type}!) { result: ${name}(input: $input) { problem { code message } } }`
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${serverKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  })
  const { data, errors } = (await response.json()) as Answer
  const failure = errors?.[0] ?? data?.result.problem ?? null
  if (failure !== null) throw new Error(`${name} failed: ${failure.message}`)
}

type Answer = {
  readonly data?: { readonly result: { readonly problem: { readonly message: string } | null } } | null
  readonly errors?: readonly { readonly message: string }[]
}
