import type { AuthenticatedContext, Services } from '../domain/context.ts'
import {
  assertFailedCredentialsLimit,
  countFailedCredentials,
} from '../domain/rate-limit/failed-credentials-limit.ts'
import { decodeId } from '../platform/ids.ts'
import { RequestError } from '../platform/request-error.ts'
import { authenticate, readBearer, type Credentials } from './authenticate.ts'
import { operatorTokenPrefix } from '../platform/operator-token-secret.ts'
import { serverKeyPrefix } from '../platform/server-key-secret.ts'

/**
 * Authenticates the caller of a new request or socket. An address that keeps sending unknown credentials is refused before they are
 * looked up in the database. What this process knows already is never refused: other callers may be at the same address.
 * @throws RequestError `UNAUTHENTICATED`, or `RATE_LIMITED`
 */
export async function authenticateWithinLimit(
  services: Services,
  credentials: Credentials,
): Promise<AuthenticatedContext | null> {
  if (isKnown(services, credentials)) return authenticate(services, credentials)
  await assertFailedCredentialsLimit(services, credentials.address)
  try {
    return await authenticate(services, credentials)
  } catch (error) {
    if (error instanceof RequestError && error.code === 'UNAUTHENTICATED') {
      await countFailedCredentials(services, credentials.address)
    }
    throw error
  }
}

/** Whether the credentials are checked in memory. Those of operators never are. */
function isKnown({ apps, serverKeys }: Services, { authorization, appKey, cookie }: Credentials): boolean {
  const bearer = readBearer(authorization)
  if (bearer?.startsWith(serverKeyPrefix) === true) return serverKeys.isKnown(bearer)
  if (bearer?.startsWith(operatorTokenPrefix) === true) return false
  if (bearer === null && cookie !== null) return false
  const appId = appKey === null ? null : decodeId('ak', appKey)
  return appId === null || apps.isKnown(appId)
}
