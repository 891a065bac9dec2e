import { insertApp, type AppRow } from '../../db/queries/apps.ts'
import { randomSecret, encrypt } from '../../platform/crypto.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Services } from '../context.ts'
import { checkText, firstProblem } from '../input.ts'
import type { Outcome } from '../problem.ts'
import { generateServerKey } from '../server-key/server-key.ts'
import { userTokenSecretAad, type App } from '../../services/app-directory.ts'
import { checkSandboxTesterUserIds, type AcknowledgementSettings } from './check-app-settings.ts'

export type CreateAppInput = {
  readonly name: string
  readonly consumeModel: AppRow['consumeModel']
  /** null: yes, unless the model is built-in. */
  readonly requireUserToken: boolean | null
  readonly sandboxPolicy: AppRow['sandboxPolicy']
  readonly sandboxTesterUserIds: readonly string[]
} & Partial<AcknowledgementSettings>

/** For development only: makes the same project with the same keys every time. */
export type DevelopmentSecrets = {
  readonly appId: string
  readonly serverKey: string
  readonly userTokenSecret: string
}

export async function createApp(
  services: Services,
  input: CreateAppInput,
  developmentSecrets: DevelopmentSecrets | null = null,
): Promise<Outcome<{ app: App; serverKey: string; userTokenSecret: string }>> {
  const problem = firstProblem(
    checkText(input.name, ['name'], { min: 1, max: 100 }),
    checkSandboxTesterUserIds(input.sandboxTesterUserIds),
  )
  if (problem !== null) return { problem }
  const now = services.clock()
  const appId = developmentSecrets?.appId ?? newUuid()
  const userTokenSecret = developmentSecrets?.userTokenSecret ?? randomSecret(32)
  const { row: key, secret: serverKey } = generateServerKey(appId, {
    name: 'first key',
    role: 'ADMIN',
    now,
    ...(developmentSecrets === null ? {} : { random: developmentSecrets.serverKey }),
  })
  const row: AppRow = {
    appId,
    name: input.name,
    consumeModel: input.consumeModel,
    requireUserToken: input.requireUserToken ?? input.consumeModel !== 'BUILT_IN',
    sandboxPolicy: input.sandboxPolicy,
    sandboxTesterUserIds: [...input.sandboxTesterUserIds],
    encryptedUserTokenSecret: encrypt(services.keyring, userTokenSecret, userTokenSecretAad(appId)),
    userTokenJwks: [],
    acknowledgeOn: input.acknowledgeOn ?? 'CONSUMED',
    unconsumedPolicy: input.unconsumedPolicy ?? 'ALLOW_AUTO_REFUND',
    sendConsumptionInfo: input.sendConsumptionInfo ?? false,
    createdAt: now,
  }
  await insertApp(services.db, row, key)
  services.apps.invalidate(appId)
  const app = await services.apps.find(appId)
  if (app === null) throw new Error('a project that was just made must exist')
  return { app, serverKey, userTokenSecret, problem: null }
}
