import { insertUserTokenKey, selectUserTokenKeys } from '../../db/queries/user-token-keys.ts'
import { decodeId, encodeId, newUuid } from '../../platform/ids.ts'
import { isIdentifierText } from '../../platform/text.ts'
import { changeApp } from '../change-app.ts'
import { checkExpiry, checkOverlap } from '../check-key-lifetime.ts'
import type { Context } from '../context.ts'
import { firstProblem } from '../input.ts'
import type { AppRow, UserTokenKeyRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { parsePublicKey, type ParsedPublicKey } from './parse-public-key.ts'

export type RegisterUserTokenKeyInput = {
  /** PEM, or a JWK in JSON. */
  readonly publicKey: string
  /** null for the key id in the JWK, if it has one. */
  readonly kid: string | null
  readonly expiresAt: Date | null
  /** Id of the key that ends when the overlap ends; null if the new key replaces none. */
  readonly replacesKeyId: string | null
  readonly overlapSeconds: number
}

const maxKeys = 10
const maxKidLength = 200

/** Registers a public key that verifies user tokens. The key that it replaces verifies them until the overlap ends. */
export async function registerUserTokenKey(
  ctx: Context,
  input: RegisterUserTokenKeyInput,
): Promise<Outcome<{ userTokenKey: UserTokenKeyRow }>> {
  const parsed = parsePublicKey(input.publicKey)
  if (parsed.problem !== null) return { problem: parsed.problem }
  const kid = input.kid ?? parsed.key.kid
  const problem = firstProblem(
    checkKid(kid),
    checkExpiry(input.expiresAt, ctx.clock()),
    checkOverlap(input.overlapSeconds),
  )
  if (problem !== null) return { problem }
  return changeApp(ctx, (before) => tryRegister(ctx, before, { ...input, key: { ...parsed.key, kid } }))
}

async function tryRegister(
  ctx: Context,
  app: AppRow,
  input: RegisterUserTokenKeyInput & { readonly key: ParsedPublicKey },
): Promise<Outcome<{ userTokenKey: UserTokenKeyRow }> | null> {
  const now = ctx.clock()
  const { algorithm, jwk, kid } = input.key
  const existing = await selectUserTokenKeys(ctx.db, app.appId, now)
  const replacedId = input.replacesKeyId === null ? null : decodeId('utk', input.replacesKeyId)
  const problem = firstProblem(
    checkReplaced(input.replacesKeyId, existing, replacedId),
    checkOthers(existing, { jwk, kid }),
  )
  if (problem !== null) return { problem }
  const { expiresAt } = input
  const key = {
    appId: app.appId,
    id: newUuid(),
    kid,
    algorithm,
    jwk,
    createdAt: now,
    expiresAt,
    lastUsedAt: null,
  }
  const replacedExpiresAt = new Date(now.getTime() + input.overlapSeconds * 1000)
  const replaced = replacedId === null ? null : { id: replacedId, expiresAt: replacedExpiresAt }
  const action = createOperatorAction(ctx, {
    action: 'registerUserTokenKey',
    changes: {
      after: {
        userTokenKeyId: encodeId('utk', key.id),
        kid,
        algorithm,
        publicKey: jwk,
        expiresAt: expiresAt?.toISOString() ?? null,
        ...(replaced === null
          ? {}
          : {
              replacesKeyId: encodeId('utk', replaced.id),
              replacedExpiresAt: replacedExpiresAt.toISOString(),
            }),
      },
    },
  })
  const isInserted = await insertUserTokenKey(ctx.db, app, { key, replaced }, action)
  return isInserted ? { userTokenKey: key, problem: null } : null
}

/** A key id that two keys share could not tell them apart. */
function checkOthers(
  existing: readonly UserTokenKeyRow[],
  { jwk, kid }: { readonly jwk: string; readonly kid: string | null },
): Problem | null {
  if (existing.some((other) => other.jwk === jwk)) {
    return createProblem('INVALID_INPUT', 'The public key is registered already.', ['publicKey'])
  }
  if (kid !== null && existing.some((other) => other.kid === kid)) {
    return createProblem('INVALID_INPUT', 'Another key has this key id.', ['kid'])
  }
  if (existing.length < maxKeys) return null
  const message = `The AppKey has ${maxKeys} user token keys. Withdraw one of them first.`
  return createProblem('INVALID_INPUT', message)
}

function checkReplaced(
  replacesKeyId: string | null,
  existing: readonly UserTokenKeyRow[],
  id: string | null,
): Problem | null {
  if (replacesKeyId === null || existing.some((key) => key.id === id)) return null
  return createProblem('INVALID_INPUT', 'The AppKey has no such user token key.', ['replacesKeyId'])
}

function checkKid(kid: string | null): Problem | null {
  if (kid === null || (kid.length <= maxKidLength && isIdentifierText(kid))) return null
  const message = `kid must have 1–${maxKidLength} characters, no control characters and no white space at its ends.`
  return createProblem('INVALID_INPUT', message, ['kid'])
}
