import { insertApp, type AppRow } from '../../db/queries/apps.ts'
import { randomSecret, encrypt } from '../../platform/crypto.ts'
import { userTokenSecretAad } from '../../platform/encryption-aad.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Context, Services } from '../context.ts'
import { checkName, firstProblem } from '../input.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Outcome } from '../problem.ts'
import { generateServerKey } from '../server-key/generate-server-key.ts'
import type { App } from '../../services/app-directory.ts'
import {
  checkSandboxTesterUserIds,
  normalizeSettings,
  toAppSettings,
  type OptionalAppSettings,
} from './check-app-settings.ts'
import { checkTimeZone } from './check-time-zone.ts'

export type CreateAppInput = {
  readonly name: string
  readonly consumeModel: AppRow['consumeModel']
  /** null for the default: true unless the consume model is BUILT_IN. */
  readonly requireUserToken: boolean | null
  readonly sandboxPolicy: AppRow['sandboxPolicy']
  readonly sandboxTesterUserIds: readonly string[]
} & Partial<OptionalAppSettings>

/** Fixed secrets, for development only: the same app is created with the same keys every time. */
export type DevelopmentSecrets = {
  readonly appId: string
  readonly serverKey: string
  readonly userTokenSecret: string
}

/** Creates an app with its first server key. Both secrets are returned once; of the key only a hash is stored. */
export async function createApp(
  services: Services & Pick<Context, 'caller'>,
  input: CreateAppInput,
  developmentSecrets: DevelopmentSecrets | null = null,
): Promise<Outcome<{ app: App; serverKey: string; userTokenSecret: string }>> {
  const problem = firstProblem(
    checkName(input.name, ['name']),
    checkSandboxTesterUserIds(input.sandboxTesterUserIds),
  )
  if (problem !== null) return { problem }
  const timeZoneProblem = await checkTimeZone(services, input.reportingTimeZone)
  if (timeZoneProblem !== null) return { problem: timeZoneProblem }
  const normalized = normalizeSettings(input)
  if (normalized.problem !== null) return normalized
  const now = services.clock()
  const appId = developmentSecrets?.appId ?? newUuid()
  const userTokenSecret = developmentSecrets?.userTokenSecret ?? randomSecret(32)
  const { row: key, secret: serverKey } = generateServerKey(appId, {
    name: 'first key',
    role: 'ADMIN',
    expiresAt: null,
    now,
    ...(developmentSecrets === null ? {} : { secretPart: developmentSecrets.serverKey }),
  })
  const row = createRow(normalized.settings, {
    appId,
    createdAt: now,
    encryptedUserTokenSecret: encrypt(services.keyring, userTokenSecret, userTokenSecretAad(appId)),
  })
  const action = createOperatorAction(services, {
    action: 'createAppKey',
    changes: { after: toAppSettings(row) },
  })
  await insertApp(services.db, row, key, action)
  services.apps.invalidate(appId)
  const app = await services.apps.find(appId)
  if (app === null) throw new Error('an app that was just created must exist')
  return { app, serverKey, userTokenSecret, problem: null }
}

function createRow(
  input: CreateAppInput,
  created: Pick<AppRow, 'appId' | 'createdAt' | 'encryptedUserTokenSecret'>,
): AppRow {
  return {
    ...created,
    name: input.name,
    consumeModel: input.consumeModel,
    requireUserToken: input.requireUserToken ?? input.consumeModel !== 'BUILT_IN',
    sandboxPolicy: input.sandboxPolicy,
    sandboxTesterUserIds: [...input.sandboxTesterUserIds],
    userSecretId: newUuid(),
    userSecretCreatedAt: created.createdAt,
    userSecretLastUsedAt: null,
    userTokenJwks: [],
    allowedOrigins: input.allowedOrigins ?? [],
    operationsPolicy: input.operationsPolicy ?? 'ANY',
    acknowledgeOn: input.acknowledgeOn ?? 'CONSUMED',
    acknowledgeBy: input.acknowledgeBy ?? 'SERVER',
    unconsumedPolicy: input.unconsumedPolicy ?? 'ALLOW_AUTO_REFUND',
    refundReviewPolicy: input.refundReviewPolicy ?? 'MANUAL',
    sendConsumptionInfo: input.sendConsumptionInfo ?? false,
    accountTokenPolicy: input.accountTokenPolicy ?? 'STRICT',
    familySharingPolicy: input.familySharingPolicy ?? 'REFUSE',
    subscriptionRefundPolicy: input.subscriptionRefundPolicy ?? 'FOLLOW_STORE',
    subscriptionLeewayHours: input.subscriptionLeewayHours ?? 24,
    reportingTimeZone: input.reportingTimeZone ?? 'UTC',
    refundApprovalLimits: input.refundApprovalLimits ?? [],
    revision: 0,
  }
}
