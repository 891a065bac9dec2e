import { startEmulator } from '@coinslot/store-emulator'
import type { DevApp } from '../../src/development/dev-app.ts'
import { createApp } from '../../src/domain/app/create-app.ts'
import { createCommandLineCaller } from '../../src/domain/operator/command-line-caller.ts'
import { createTestDeps } from '../support/cluster.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { appKeyHeaders, serverKeyHeaders, userTokenHeaders } from '../support/graphql-client.ts'
import {
  buyAndConsume,
  buyItem,
  buyUnverified,
  createBuyer,
  createServerClient,
  requestPurchase,
  type ApiEndpoint,
} from '../support/purchase-client.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'
import type { Corpus } from './value-generator.ts'

/** A server process with two projects, of which one attacks. */
export type FuzzTarget = {
  readonly process: ServerProcess
  /** The headers of each kind of caller of the attacking project. */
  readonly callers: readonly Readonly<Record<string, string>>[]
  readonly serverKey: Readonly<Record<string, string>>
  readonly corpus: Corpus
  /** What names things of the other project only. */
  readonly foreign: Corpus
  /** Is in the names and user ids of the other project, and in no request. */
  readonly foreignMarker: string
  readonly close: () => Promise<void>
}

const foreignMarker = 'foreign7b1c'

export async function startFuzzTarget(databaseUrl: string): Promise<FuzzTarget> {
  const emulator = await startEmulator()
  const process = await startServerProcess({
    DATABASE_URL: databaseUrl,
    COINSLOT_SECRET: testSecret,
    JOB_CONCURRENCY: '0',
    STORE_TIMEOUT_MS: '1000',
    INVALID_RECEIPT_RATE_LIMIT: '1000000',
    // V8 lets garbage grow with the memory of the machine.
    NODE_OPTIONS: '--max-old-space-size=512',
  })
  const [own, other] = await createProjects(databaseUrl)
  const endpointOf = (project: DevApp) => ({ graphqlUrl: process.graphqlUrl, emulator, project })
  for (const project of [own, other]) await connectEmulator(endpointOf(project), project)
  const [ownCorpus, otherCorpus] = await Promise.all([
    recordPurchases(endpointOf(own), 'own'),
    recordPurchases(endpointOf(other), foreignMarker),
  ])
  const userToken = await userTokenHeaders(own, 'own-buyer')
  const serverKey = serverKeyHeaders(own)
  return {
    process,
    serverKey,
    callers: [serverKey, serverKey, serverKey, userToken, appKeyHeaders(own), {}],
    corpus: {
      ids: [...ownCorpus.ids, ...otherCorpus.ids, ...unknownIds(ownCorpus.ids)],
      cursors: [...ownCorpus.cursors, ...otherCorpus.cursors, 'AAAA', 'x'.repeat(600)],
      userIds: ['own-buyer', 'own-second', 'tester', 'unknown'],
      purchaseTokens: [...ownCorpus.purchaseTokens, ...otherCorpus.purchaseTokens],
      receipts: [...ownCorpus.receipts, ...otherCorpus.receipts],
    },
    foreign: otherCorpus,
    foreignMarker,
    close: async () => {
      await process.kill('SIGTERM')
      await emulator.close()
    },
  }
}

async function createProjects(databaseUrl: string): Promise<readonly [DevApp, DevApp]> {
  const { services, close } = await createTestDeps({ DATABASE_URL: databaseUrl })
  const create = async (name: string) => {
    const created = await createApp(
      { ...services, caller: createCommandLineCaller('fuzz') },
      {
        name,
        consumeModel: 'SERVER_TO_SERVER',
        requireUserToken: null,
        sandboxPolicy: 'TESTERS_ONLY',
        sandboxTesterUserIds: [],
      },
    )
    if (created.problem !== null) throw new Error(created.problem.message)
    return {
      appKey: created.app.key,
      serverKey: created.serverKey,
      userTokenSecret: created.userTokenSecret,
    }
  }
  try {
    return [await create('own'), await create(foreignMarker)]
  } finally {
    await close()
  }
}

/** Records something of every kind in a project, and returns what names it. */
async function recordPurchases(endpoint: ApiEndpoint, name: string): Promise<Corpus> {
  const { project } = endpoint
  const buyer = await createBuyer(endpoint, { userId: `${name}-buyer`, project, as: 'server' })
  await createBuyer(endpoint, { userId: `${name}-second`, project, as: 'server' })
  const admin = createServerClient(endpoint, project)
  await requestPurchase(buyer)
  const unverified = await buyUnverified(buyer)
  const paid = [await buyItem(buyer), await buyItem(buyer)]
  const consumed = await buyAndConsume(buyer)
  await admin.mutate('completePayment', { paymentId: consumed.payment.id })
  await admin.mutate('createServerKey', { name: `${name} key`, role: 'READER' })
  await admin.mutate('createWebhookEndpoint', { url: `https://${name}.example.com/hooks` })
  await admin.mutate('upsertItem', { itemId: `${name}-item`, name: `${name} item`, type: 'CONSUMABLE' })
  const text = JSON.stringify([await admin.query(everything), unverified.purchase, consumed])
  if (!text.includes(name)) throw new Error(`nothing in the project is named ${name}`)
  const receipts = [unverified, ...paid].map(({ storePurchase }) => storePurchase.receipt.testStore?.receipt)
  return {
    ids: [...new Set(text.match(/(?<=")[a-z]{2,4}_[\da-hjkmnp-tv-z]{26}(?=")/g))],
    cursors: [...text.matchAll(/"endCursor":"([^"]+)"/g)].map(([, cursor = '']) => cursor),
    userIds: [],
    purchaseTokens: [...paid, consumed].flatMap(({ payment }) => payment.purchaseToken ?? []),
    receipts: receipts.filter((receipt) => receipt !== undefined),
  }
}

const page = 'pageInfo { endCursor }'
/** Selects no id of a server key, because a key that revokes itself ends the run. */
const everything = `{
  items { nodes { id itemId name } ${page} }
  payments { nodes { id purchase { id user { id } } consume { id } } ${page} }
  paymentEvents { nodes { id } ${page} }
  auditLog { nodes { id } ${page} }
  unconsumedPayments(userId: "unknown") { ${page} }
  webhookEndpoints { id }
  appKey { id userTokenKeys { id } }
}`

/** Ids of the right format that nothing has. */
const unknownIds = (ids: readonly string[]) =>
  [...new Set(ids.map((id) => id.slice(0, id.indexOf('_'))))].map((prefix) => `${prefix}_${'0'.repeat(26)}`)
