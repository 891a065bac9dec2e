import { createApp } from '../domain/app/create-app.ts'
import type { App } from '../services/app-directory.ts'
import type { Context, Services } from '../domain/context.ts'
import { upsertItem } from '../domain/item/upsert-item.ts'
import { connectStore } from '../domain/store-connection/connect-store.ts'
import { developmentBytes } from '../platform/crypto.ts'
import type { StoreName } from '../stores/contract/store-adapter.ts'
import { createCommandLineCaller } from '../domain/operator/command-line-caller.ts'

export type DevApp = {
  readonly appKey: string
  readonly serverKey: string
  readonly userTokenSecret: string
}

/** Connection inputs by the field of `ConnectStoreInput`. */
export type DevConnections = Readonly<
  Record<string, { readonly store: StoreName; readonly connection: unknown }>
>

const demoItems = [
  { itemId: 'coins_100', name: '100 coins', type: 'CONSUMABLE' },
  { itemId: 'coins_500', name: '500 coins', type: 'CONSUMABLE' },
  { itemId: 'remove_ads', name: 'No more ads', type: 'NON_CONSUMABLE' },
] as const

const caller = createCommandLineCaller('development server')

/** Creates the example app with its store connections. Its keys are derived from the secret, so they stay the same at every start. */
export async function prepareDevApp(services: Services, connections: DevConnections): Promise<DevApp> {
  const created = await createApp(
    { ...services, caller },
    {
      name: 'Arcade',
      consumeModel: 'SERVER_TO_SERVER',
      requireUserToken: null,
      sandboxPolicy: 'TESTERS_ONLY',
      sandboxTesterUserIds: ['tester'],
    },
    {
      appId: toUuid(developmentBytes(services.keyring, 'app id')),
      serverKey: developmentBytes(services.keyring, 'server key').toString('base64url').slice(0, 32),
      userTokenSecret: developmentBytes(services.keyring, 'user token secret').toString('base64url'),
    },
  )
  if (created.problem !== null) throw new Error(created.problem.message)
  const { app, serverKey, userTokenSecret } = created
  await configureDevApp(services, app, connections)
  return { appKey: app.key, serverKey, userTokenSecret }
}

async function configureDevApp(services: Services, app: App, connections: DevConnections): Promise<void> {
  const ctx: Context = { ...services, app, caller }
  for (const [field, { store, connection }] of Object.entries(connections)) {
    const { problem } = await connectStore(ctx, { store, field, connection, shared: null })
    if (problem !== null) throw new Error(`${store}: ${problem.message}`)
  }
  const stores = Object.values(connections).map(({ store }) => store)
  for (const item of demoItems) {
    const storeProducts = stores.map((store) => ({ store, productId: `com.example.arcade.${item.itemId}` }))
    const { problem } = await upsertItem(ctx, { ...item, enabled: true, consumeTrial: null, storeProducts })
    if (problem !== null) throw new Error(`${item.itemId}: ${problem.message}`)
  }
}

/** Formats the bytes as a UUID with the version and variant bits of version 4. */
function toUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
