import { insertApp, type AppRow } from '../../db/queries/apps.ts'
import { randomSecret, seal } from '../../platform/crypto.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Services } from '../context.ts'
import { checkText, firstProblem } from '../input.ts'
import type { Outcome } from '../problem.ts'
import { makeServerKey } from '../server-key/server-key.ts'
import { sealedUserSecret, type App } from './app-directory.ts'
import { checkTesters, type AcknowledgementSettings } from './app-settings.ts'

export type CreateAppKeyInput = {
  readonly name: string
  readonly consumeModel: AppRow['consumeModel']
  /** null: yes, unless the model is built-in. */
  readonly requireUserToken: boolean | null
  readonly sandboxPolicy: AppRow['sandboxPolicy']
  readonly sandboxTesterUserIds: readonly string[]
} & Partial<AcknowledgementSettings>

/** For development only: makes the same project with the same keys every time. */
export type FixedSecrets = {
  readonly appId: string
  readonly serverKey: string
  readonly userTokenSecret: string
}

export async function createAppKey(
  services: Services,
  input: CreateAppKeyInput,
  fixed: FixedSecrets | null = null,
): Promise<Outcome<{ app: App; serverKey: string; userTokenSecret: string }>> {
  const problem = firstProblem(
    checkText(input.name, ['name'], { min: 1, max: 100 }),
    checkTesters(input.sandboxTesterUserIds),
  )
  if (problem !== null) return { problem }
  const now = services.clock()
  const appId = fixed?.appId ?? newUuid()
  const userTokenSecret = fixed?.userTokenSecret ?? randomSecret(32)
  const { row: key, secret: serverKey } = makeServerKey(appId, {
    name: 'first key',
    role: 'ADMIN',
    now,
    ...(fixed === null ? {} : { random: fixed.serverKey }),
  })
  const row: AppRow = {
    appId,
    name: input.name,
    consumeModel: input.consumeModel,
    requireUserToken: input.requireUserToken ?? input.consumeModel !== 'BUILT_IN',
    sandboxPolicy: input.sandboxPolicy,
    sandboxTesterUserIds: [...input.sandboxTesterUserIds],
    userTokenSecret: seal(services.keyring, userTokenSecret, sealedUserSecret(appId)),
    userTokenJwks: [],
    acknowledgeOn: input.acknowledgeOn ?? 'CONSUMED',
    unconsumedPolicy: input.unconsumedPolicy ?? 'ALLOW_AUTO_REFUND',
    sendConsumptionInfo: input.sendConsumptionInfo ?? false,
    createdAt: now,
  }
  await insertApp(services.db, row, key)
  services.apps.forget(appId)
  const app = await services.apps.find(appId)
  if (app === null) throw new Error('a project that was just made must exist')
  return { app, serverKey, userTokenSecret, problem: null }
}
