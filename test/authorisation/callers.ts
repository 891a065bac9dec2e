import type { Sql } from 'postgres'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { OperatorRole } from '../../src/domain/models.ts'
import type { ApiClient } from '../support/api.ts'
import { appKeyHeaders, serverKeyHeaders, userTokenHeaders } from '../support/graphql-client.ts'
import { addOperator, addSession, addToken, setGrant, tokenHeaders } from '../support/operators.ts'
import { expectField } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import type { ExpectedRule } from './expected-rules.ts'

export type Outcome =
  'ALLOWED' | 'FORBIDDEN' | 'UNAUTHENTICATED' | 'APP_KEY_MISSING' | 'SECOND_FACTOR_REQUIRED'

export type TestCaller = {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  readonly expect: (rule: ExpectedRule) => Outcome
}

type Setup = {
  readonly server: TestServer
  readonly sql: Sql
  readonly admin: ApiClient
  readonly project: DevApp
  readonly otherProject: DevApp
}

const serverRoles = ['READER', 'GAME_SERVER', 'ADMIN'] as const
const operatorRoles = ['OWNER', 'ADMIN', 'SUPPORT', 'VIEWER', 'INSTALLATION'] as const
const credentials = ['token', 'sensitive token', 'session', 'stale session', 'confirmed session'] as const
type Role = (typeof operatorRoles)[number]
type Credential = (typeof credentials)[number]

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
const unauthenticated = (): Outcome => 'UNAUTHENTICATED'

/** Every kind of caller and role, with each credential that it may have, valid and invalid. */
export async function createCallers(setup: Setup): Promise<TestCaller[]> {
  const operators = await Promise.all(operatorRoles.map((role) => createOperatorCallers(setup, role)))
  return [
    { name: 'nobody', headers: {}, expect: unauthenticated },
    ...(await createClients(setup)),
    ...(await createServers(setup)),
    ...operators.flat(),
    ...(await createInvalidCallers(setup)),
  ]
}

async function createClients({ project }: Setup): Promise<TestCaller[]> {
  const expect = ({ client }: ExpectedRule): Outcome => (client === true ? 'ALLOWED' : 'FORBIDDEN')
  return [
    { name: 'client', headers: appKeyHeaders(project), expect },
    { name: 'client with a user token', headers: await userTokenHeaders(project, 'somebody'), expect },
  ]
}

async function createServers({ admin, project, otherProject }: Setup): Promise<TestCaller[]> {
  const keys = await Promise.all(
    serverRoles.map(async (role): Promise<TestCaller> => {
      const secret = expectField(await admin.mutate('createServerKey', { name: role, role }), 'secret')
      const expect = ({ server }: ExpectedRule): Outcome =>
        server !== undefined && serverRoles.indexOf(server) <= serverRoles.indexOf(role)
          ? 'ALLOWED'
          : 'FORBIDDEN'
      return { name: `${role} key`, headers: { authorization: `Bearer ${secret}` }, expect }
    }),
  )
  const headers = { ...serverKeyHeaders(otherProject), ...appKeyHeaders(project) }
  return [...keys, { name: 'key of another AppKey', headers, expect: unauthenticated }]
}

async function createOperatorCallers(setup: Setup, role: Role): Promise<TestCaller[]> {
  const { sql, project, otherProject } = setup
  const operator = await addOperator(sql, { installationOwner: role === 'INSTALLATION' })
  if (role !== 'INSTALLATION') await setGrant(sql, operator, project, role)
  const callers = await Promise.all(
    credentials.map(async (credential) => {
      const headers = await createCredential(setup, operator, credential)
      const expect = (rule: ExpectedRule) => expectOperator(rule, role, credential)
      const withoutAppKey = (rule: ExpectedRule): Outcome =>
        rule.operators === undefined
          ? 'FORBIDDEN'
          : rule.withoutAppKey === true
            ? expectOperator(rule, role, credential)
            : 'APP_KEY_MISSING'
      const other = role === 'INSTALLATION' ? expect : unauthenticated
      return [
        { name: `${role} by ${credential}`, headers: { ...headers, ...appKeyHeaders(project) }, expect },
        { name: `${role} by ${credential} without AppKey`, headers, expect: withoutAppKey },
        {
          name: `${role} by ${credential} at another AppKey`,
          headers: { ...headers, ...appKeyHeaders(otherProject) },
          expect: other,
        },
      ]
    }),
  )
  return callers.flat()
}

function createCredential(
  { server, sql }: Setup,
  operator: { readonly id: string; readonly email: string },
  credential: Credential,
): Promise<Record<string, string>> {
  const session = (secondFactorAt: Date | null) => addSession({ server, sql }, operator, { secondFactorAt })
  const token = async (allowSensitiveActs: boolean) => {
    const { authorization } = tokenHeaders(await addToken(sql, operator, { allowSensitiveActs }))
    return { authorization }
  }
  switch (credential) {
    case 'token':
      return token(false)
    case 'sensitive token':
      return token(true)
    case 'session':
      return session(null)
    case 'stale session':
      return session(minutesAgo(11))
    case 'confirmed session':
      return session(minutesAgo(1))
  }
}

function expectOperator(rule: ExpectedRule, role: Role, credential: Credential): Outcome {
  const { operators, stepUp, withoutAppKey, noTokens } = rule
  if (operators === undefined) return 'FORBIDDEN'
  const installationRole = role === 'INSTALLATION' ? 'OWNER' : 'VIEWER'
  const roleAtAppKey: OperatorRole = role === 'INSTALLATION' ? 'OWNER' : role
  const letter = (withoutAppKey === true ? installationRole : roleAtAppKey).charAt(0)
  if (!operators.includes(letter)) return 'FORBIDDEN'
  const isToken = credential.includes('token')
  if (isToken && noTokens === true) return 'FORBIDDEN'
  if (stepUp === undefined || credential === 'confirmed session' || credential === 'sensitive token')
    return 'ALLOWED'
  return isToken ? 'FORBIDDEN' : 'SECOND_FACTOR_REQUIRED'
}

async function createInvalidCallers({ server, sql, project }: Setup): Promise<TestCaller[]> {
  const owner = await addOperator(sql, { installationOwner: true })
  const disabled = await addOperator(sql, { installationOwner: true })
  const credentialsOfNobody = {
    'unknown token': tokenHeaders('cop_unknown'),
    'revoked token': tokenHeaders(await addToken(sql, owner, { revokedAt: new Date() })),
    'expired token': tokenHeaders(await addToken(sql, owner, { expiresAt: new Date(0) })),
    'token of a disabled operator': tokenHeaders(await addToken(sql, disabled)),
    'ended session': await addSession({ server, sql }, owner, { expiresAt: new Date(0) }),
    'session of a disabled operator': await addSession({ server, sql }, disabled),
    'unknown key': { authorization: 'Bearer csk_unknown' },
  }
  await sql`update operators set disabled_at = now() where id = ${disabled.id}`
  return Object.entries(credentialsOfNobody).map(([name, headers]) => ({
    name,
    headers: { ...headers, ...(name === 'unknown key' ? {} : appKeyHeaders(project)) },
    expect: unauthenticated,
  }))
}
