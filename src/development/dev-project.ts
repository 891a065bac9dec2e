import { createAppKey } from '../domain/app-key/create-app-key.ts'
import type { App } from '../domain/app-key/app-directory.ts'
import type { Context, Services } from '../domain/context.ts'
import { upsertItem } from '../domain/item/upsert-item.ts'
import { connectStore } from '../domain/store-connection/connect-store.ts'
import { developmentBytes } from '../platform/crypto.ts'
import type { StoreName } from '../stores/contract.ts'

export type DevProject = {
  readonly appKey: string
  readonly serverKey: string
  readonly userTokenSecret: string
}

/** How the emulator's credentials for each store are named, here and in `connectStore`. */
export type DevConnections = Readonly<
  Record<string, { readonly store: StoreName; readonly connection: unknown }>
>

const items = [
  { itemId: 'coins_100', name: '100 coins', type: 'CONSUMABLE' },
  { itemId: 'coins_500', name: '500 coins', type: 'CONSUMABLE' },
  { itemId: 'remove_ads', name: 'No more ads', type: 'NON_CONSUMABLE' },
] as const

/** The project of a development start: the same keys at every start on one data directory, connected to the emulator. */
export async function prepareDevProject(
  services: Services,
  connections: DevConnections,
): Promise<DevProject> {
  const created = await createAppKey(
    services,
    {
      name: 'Arcade',
      consumeModel: 'SERVER_TO_SERVER',
      requireUserToken: null,
      sandboxPolicy: 'TESTERS_ONLY',
      sandboxTesterUserIds: ['tester'],
    },
    {
      appId: uuidFrom(developmentBytes(services.keyring, 'app id')),
      serverKey: developmentBytes(services.keyring, 'server key').toString('base64url').slice(0, 32),
      userTokenSecret: developmentBytes(services.keyring, 'user token secret').toString('base64url'),
    },
  )
  if (created.problem !== null) throw new Error(created.problem.message)
  const { app, serverKey, userTokenSecret } = created
  await fillProject(services, app, connections)
  return { appKey: app.key, serverKey, userTokenSecret }
}

async function fillProject(services: Services, app: App, connections: DevConnections): Promise<void> {
  const ctx: Context = { ...services, app, caller: { kind: 'OPERATOR', name: 'development start' } }
  for (const [field, { store, connection }] of Object.entries(connections)) {
    const { problem } = await connectStore(ctx, { store, field, connection })
    if (problem !== null) throw new Error(`${store}: ${problem.message}`)
  }
  const stores = Object.values(connections).map(({ store }) => store)
  for (const item of items) {
    const storeProducts = stores.map((store) => ({ store, productId: `com.example.arcade.${item.itemId}` }))
    const { problem } = await upsertItem(ctx, { ...item, enabled: true, storeProducts })
    if (problem !== null) throw new Error(`${item.itemId}: ${problem.message}`)
  }
}

/** Version 4 by its bits, though made of fixed bytes. */
function uuidFrom(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
