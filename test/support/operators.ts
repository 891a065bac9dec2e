import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { OperatorRole } from '../../src/domain/models.ts'
import { createKeyring, operatorSecrets } from '../../src/platform/crypto.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { signCookieValue } from '../../src/platform/signed-cookie.ts'
import { createApiClient, type ApiClient } from './api.ts'
import type { TestServer } from './test-server.ts'

export type TestOperator = { readonly id: string; readonly email: string }

export type TokenOptions = {
  readonly role?: OperatorRole
  readonly allowSensitiveActs?: boolean
  readonly appIds?: readonly string[] | null
  readonly expiresAt?: Date
  readonly revokedAt?: Date | null
}

/** Adds an operator to the database, as if it had signed up. */
export async function addOperator(
  sql: Sql,
  { installationOwner = false }: { readonly installationOwner?: boolean } = {},
): Promise<TestOperator> {
  const id = randomUUID()
  const email = `${id.slice(0, 8)}@example.com`
  await sql`
    insert into operators (id, email, name, installation_owner, created_at, updated_at)
    values (${id}, ${email}, 'Kim', ${installationOwner}, now(), now())`
  return { id, email }
}

/** Gives an operator a role at a project, instead of the one that it has. */
export async function setGrant(
  sql: Sql,
  { id }: TestOperator,
  project: DevApp,
  role: OperatorRole,
): Promise<void> {
  await sql`
    insert into operator_grants (app_id, operator_id, role, granted_at) values (${appIdOf(project)}, ${id}, ${role}, now())
    on conflict (app_id, operator_id) do update set role = excluded.role`
}

/** Adds a personal access token to the database, and returns its secret. */
export async function addToken(sql: Sql, { id }: TestOperator, options: TokenOptions = {}): Promise<string> {
  const { role = 'OWNER', allowSensitiveActs = false, appIds = null, revokedAt = null } = options
  const secret = `cop_${randomBytes(24).toString('base64url')}`
  const hash = createHash('sha256').update(secret).digest()
  const expiresAt = options.expiresAt ?? new Date('2999-01-01T00:00:00Z')
  await sql`
    insert into operator_tokens (id, operator_id, name, prefix, hash, role, app_ids, allow_sensitive_acts, created_at, expires_at, revoked_at)
    values (${randomUUID()}, ${id}, 'test', ${secret.slice(0, 10)}, ${hash}, ${role}, ${appIds as string[] | null}, ${allowSensitiveActs},
            now(), ${expiresAt}, ${revokedAt})`
  return secret
}

/** Opens a session of an operator, and returns the headers with which the console of this server calls the API. */
export async function addSession(
  { server, sql }: { readonly server: Pick<TestServer, 'secret' | 'graphqlUrl'>; readonly sql: Sql },
  { id }: Pick<TestOperator, 'id'>,
  options: { readonly secondFactorAt?: Date | null; readonly expiresAt?: Date } = {},
): Promise<Record<string, string>> {
  const token = randomBytes(24).toString('base64url')
  const expiresAt = options.expiresAt ?? new Date('2999-01-01T00:00:00Z')
  await sql`
    insert into operator_sessions (id, operator_id, token, expires_at, second_factor_at, created_at, updated_at)
    values (${randomUUID()}, ${id}, ${token}, ${expiresAt}, ${options.secondFactorAt ?? null}, now(), now())`
  const [secret] = operatorSecrets(createKeyring([server.secret]))
  return {
    cookie: `coinslot.session_token=${signCookieValue(token, secret.value)}`,
    origin: new URL(server.graphqlUrl).origin,
  }
}

export const tokenHeaders = (secret: string, project: DevApp | null = null) => ({
  authorization: `Bearer ${secret}`,
  ...(project === null ? {} : { 'x-app-key': project.appKey }),
})

/** A client of an owner of the installation, by a token for sensitive acts. */
export async function createOwnerClient(server: TestServer, sql: Sql): Promise<ApiClient> {
  const owner = await addOperator(sql, { installationOwner: true })
  return createApiClient(
    server.graphqlUrl,
    tokenHeaders(await addToken(sql, owner, { allowSensitiveActs: true })),
  )
}

export function appIdOf(project: DevApp): string {
  const appId = decodeId('ak', project.appKey)
  if (appId === null) throw new Error('a project has an AppKey')
  return appId
}
