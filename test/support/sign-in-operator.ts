import type { Sql } from 'postgres'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { OperatorRole } from '../../src/domain/models.ts'
import { encodeId } from '../../src/platform/ids.ts'
import { createApiClient, type ApiClient } from './api.ts'
import { appKeyHeaders } from './graphql-client.ts'
import { addOperator, addSession, setGrant, type TestOperator } from './operators.ts'
import type { TestServer } from './test-server.ts'

type Signed = { readonly operator: TestOperator; readonly client: ApiClient; readonly id: string }

/** Signs an operator in, with a second factor that was just confirmed. */
export async function signIn(
  { server, sql }: { readonly server: TestServer; readonly sql: Sql },
  project: DevApp | null,
  role: OperatorRole | 'INSTALLATION',
): Promise<Signed> {
  const operator = await addOperator(sql, { installationOwner: role === 'INSTALLATION' })
  if (project !== null && role !== 'INSTALLATION') await setGrant(sql, operator, project, role)
  const session = await addSession({ server, sql }, operator, { secondFactorAt: new Date() })
  const headers = { ...session, ...(project === null ? {} : appKeyHeaders(project)) }
  return { operator, client: createApiClient(server.graphqlUrl, headers), id: encodeId('opr', operator.id) }
}
