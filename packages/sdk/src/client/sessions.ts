import { CoinslotError, toCoinslotError, withErrorCode } from '../core/coinslot-error.ts'
import type { OperationDocument } from '../core/operation-document.ts'
import { readField, type Answer } from '../core/read-response.ts'
import type { Transport } from '../core/transport.ts'
import { registerUserDocument } from '../generated/client-operations.ts'
import type { Limit } from './limits.ts'

/** Returns the user token of the player who is logged in. `isExpired` demands a new one: the server rejected the last one. */
export type UserTokenSource = (context: { readonly isExpired: boolean }) => string | Promise<string>

/** A registered player. Its calls are made for this player, also after another one has logged in. */
export type Session = {
  readonly userId: string
  /** The `userId` input of operations: undefined where the user token says it. */
  readonly userIdInput: string | undefined
  readonly execute: <Data, Variables>(
    document: OperationDocument<Data, Variables>,
    variables: Variables,
  ) => Promise<Answer<Data>>
}

export type SessionOptions = {
  readonly appKey: string
  readonly userToken: UserTokenSource | null
  /** Used without user tokens. */
  readonly userId: (() => string) | null
  readonly transport: Transport
  readonly limit: Limit
}

type Credentials = { readonly token: string | null; readonly userId: string | undefined }

/** Returns a function that finds the session of the player who is logged in, and registers the player when it is a new one. */
export function createSessions(options: SessionOptions): () => Promise<Session> {
  let latest: { readonly key: string; readonly session: Promise<Session> } | null = null
  return async () => {
    const credentials = await readCredentials(options, false)
    const key = credentials.token ?? credentials.userId ?? ''
    if (latest?.key === key) return latest.session
    const session = openSession(options, credentials)
    const opened = { key, session }
    latest = opened
    // A failure is not kept: the next call registers again.
    session.catch(() => {
      if (latest === opened) latest = null
    })
    return session
  }
}

async function openSession(options: SessionOptions, first: Credentials): Promise<Session> {
  let credentials = first
  const renew = async (error: unknown) => {
    if (toCoinslotError(error).code !== 'UNAUTHENTICATED' || options.userToken === null) throw error
    const renewed = await readCredentials(options, true)
    const renewedId = await register(options, renewed)
    if (renewedId !== (userId ?? renewedId)) {
      throw new CoinslotError('PLAYER_CHANGED', 'Another player logged in.', { retryable: true })
    }
    credentials = renewed
    return renewedId
  }
  // Null until the player is registered with the first token or with a new one.
  let userId: string | null = null
  userId = await register(options, credentials).catch(renew)
  return {
    userId,
    userIdInput: credentials.userId,
    execute: (document, variables) => {
      const execute = () => call(options, credentials, document, variables)
      return execute().catch(async (error: unknown) => {
        await renew(error)
        return execute()
      })
    },
  }
}

async function register(options: SessionOptions, credentials: Credentials): Promise<string> {
  const input = { userId: credentials.userId }
  return readField(await call(options, credentials, registerUserDocument, { input }), 'user').userId
}

function call<Data, Variables>(
  { appKey, transport }: SessionOptions,
  { token }: Credentials,
  document: OperationDocument<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` }
  return transport(document, variables, { headers: { 'x-app-key': appKey, ...authorization } })
}

async function readCredentials(
  { userToken, userId, limit }: SessionOptions,
  isExpiredToken: boolean,
): Promise<Credentials> {
  if (userToken === null) return { token: null, userId: userId?.() }
  return withErrorCode('UNAUTHENTICATED', async () => {
    const token = await limit('requestMs', () => userToken({ isExpired: isExpiredToken }))
    if (!token) throw new Error('No user token.')
    return { token, userId: undefined }
  })
}
