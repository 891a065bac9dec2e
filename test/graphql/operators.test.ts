import { createApiClient } from '../support/api.ts'
import { addToken, createOwnerClient, tokenHeaders } from '../support/operators.ts'
import { signIn } from '../support/sign-in-operator.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('ownProject', ({ server }) => server.addProject({}))
describe('grants', () => {
  test('an owner invites an operator by email, changes its role, and takes it away', async ({
    server,
    sql,
    ownProject,
  }) => {
    const owner = await signIn({ server, sql }, ownProject, 'OWNER')
    const { operator, client, id } = await signIn({ server, sql }, null, 'VIEWER')
    expect((await client.query('{ appKeys { nodes { key } } }')).appKeys.nodes).toEqual([])
    const invited = await owner.client.mutate('inviteOperator', {
      email: operator.email.toUpperCase(),
      role: 'SUPPORT',
    })
    expect(invited).toMatchObject({
      grant: { role: 'SUPPORT', operator: { id } },
      invitation: null,
      problem: null,
    })
    const text = '{ appKeys { nodes { key role } } }'
    expect((await client.query(text)).appKeys.nodes).toEqual([{ key: ownProject.appKey, role: 'SUPPORT' }])
    expect(await owner.client.mutate('grantOperator', { operatorId: id, role: 'ADMIN' })).toMatchObject({
      grant: { role: 'ADMIN' },
    })
    expect((await client.query(text)).appKeys.nodes).toEqual([{ key: ownProject.appKey, role: 'ADMIN' }])
    expect((await owner.client.mutate('revokeOperatorGrant', { operatorId: id })).problem).toBeNull()
    expect((await client.query(text)).appKeys.nodes).toEqual([])
    const log = await owner.client.query(
      '{ auditLog { nodes { action subjectId actor { kind id } changes } } }',
    )
    expect(log.auditLog.nodes.slice(0, 3)).toMatchObject([
      { action: 'revokeOperatorGrant', subjectId: id, changes: { before: { role: 'ADMIN' } } },
      {
        action: 'grantOperator',
        subjectId: id,
        changes: { before: { role: 'SUPPORT' }, after: { role: 'ADMIN' } },
      },
      { action: 'grantOperator', subjectId: id, actor: { kind: 'OPERATOR', id: owner.id } },
    ])
  })

  test('an invitation becomes a grant when the person becomes an operator, unless it has expired', async ({
    server,
    sql,
    ownProject,
  }) => {
    const { client } = await signIn({ server, sql }, ownProject, 'OWNER')
    const invited = await client.mutate('inviteOperator', { email: 'new@example.com', role: 'ADMIN' })
    expect(invited).toMatchObject({
      grant: null,
      invitation: { email: 'new@example.com', role: 'ADMIN' },
      problem: null,
    })
    expect(invited.invitationLink).toMatch(/\/console\/link#col_/)
    await client.mutate('inviteOperator', { email: 'late@example.com', role: 'ADMIN' })
    await sql`update operator_invitations set expires_at = now() - interval '1 day' where email = 'late@example.com'`
    const listed = await client.query('{ operatorInvitations { email } }')
    expect(listed.operatorInvitations).toEqual([{ email: 'new@example.com' }])
    for (const email of ['new@example.com', 'late@example.com']) {
      await sql`insert into operators (id, email, name, created_at, updated_at)
                values (gen_random_uuid(), ${email}, 'New', now(), now())`
    }
    const grants = await client.query(
      '{ operatorGrants { nodes { role operator { email } } } operatorInvitations { id } }',
    )
    expect(grants.operatorInvitations).toEqual([])
    expect(
      grants.operatorGrants.nodes.filter(
        ({ operator }) => operator.email.endsWith('@example.com') && operator.email.length < 17,
      ),
    ).toEqual([{ role: 'ADMIN', operator: { email: 'new@example.com' } }])
  })

  test('a withdrawn invitation gives no role', async ({ server, sql, ownProject }) => {
    const { client } = await signIn({ server, sql }, ownProject, 'OWNER')
    const { invitation } = await client.mutate('inviteOperator', { email: 'gone@example.com', role: 'OWNER' })
    const revoke = () => client.mutate('revokeOperatorInvitation', { invitationId: invitation?.id ?? '' })
    expect((await revoke()).problem).toBeNull()
    expect((await revoke()).problem?.code).toBe('INVALID_INPUT')
    expect((await client.query('{ operatorInvitations { id } }')).operatorInvitations).toEqual([])
  })

  test('the last owner of an AppKey stays, also of concurrent changes, unless an owner of the installation acts', async ({
    server,
    sql,
    ownProject,
  }) => {
    const owners = [
      await signIn({ server, sql }, ownProject, 'OWNER'),
      await signIn({ server, sql }, ownProject, 'OWNER'),
    ] as const
    const outcomes = await Promise.all(
      owners.map(({ client, id }) => client.mutate('revokeOperatorGrant', { operatorId: id })),
    )
    const codes = outcomes.map(({ problem }) => problem?.code ?? 'revoked')
    expect(codes.toSorted()).toEqual(['LAST_OWNER', 'revoked'])
    const last = owners[codes.indexOf('LAST_OWNER')] ?? owners[0]
    const degraded = await last.client.mutate('grantOperator', { operatorId: last.id, role: 'VIEWER' })
    expect(degraded.problem).toMatchObject({ code: 'LAST_OWNER', retryable: false })
    const { client } = await signIn({ server, sql }, ownProject, 'INSTALLATION')
    // An owner who is disabled is no owner.
    const disabled = await signIn({ server, sql }, ownProject, 'OWNER')
    await client.mutate('disableOperator', { operatorId: disabled.id })
    const left = await last.client.mutate('revokeOperatorGrant', { operatorId: last.id })
    expect(left.problem).toMatchObject({ code: 'LAST_OWNER' })
    expect((await client.mutate('revokeOperatorGrant', { operatorId: last.id })).problem).toBeNull()
  })

  test('the last owner of the installation cannot be disabled, and a disabled operator is let in by nothing', async ({
    server,
    sql,
    ownProject,
  }) => {
    await sql`update operators set installation_owner = false`
    const first = await signIn({ server, sql }, ownProject, 'INSTALLATION')
    const disable = (id: string) => first.client.mutate('disableOperator', { operatorId: id })
    expect((await disable(first.id)).problem?.code).toBe('LAST_OWNER')
    const second = await signIn({ server, sql }, ownProject, 'INSTALLATION')
    const byToken = createApiClient(
      server.graphqlUrl,
      tokenHeaders(await addToken(sql, second.operator), ownProject),
    )
    expect(await disable(second.id)).toMatchObject({
      operator: { disabledAt: expect.any(String) },
      problem: null,
    })
    const text = '{ viewer { operator { id } } }'
    for (const client of [second.client, byToken])
      expect(await client.queryErrorCodes(text)).toEqual(['UNAUTHENTICATED'])
    expect((await first.client.mutate('enableOperator', { operatorId: second.id })).problem).toBeNull()
    expect(await byToken.queryErrorCodes(text)).toEqual([])
  })
})

test('an owner of the installation creates an AppKey, and sees every AppKey and operator', async ({
  server,
  sql,
}) => {
  const owner = await createOwnerClient(server, sql)
  const created = await owner.mutate('createAppKey', { name: 'New' })
  expect(created).toMatchObject({
    serverKey: expect.stringMatching(/^csk_/),
    userTokenSecret: expect.any(String),
  })
  const { appKeys, operators } = await owner.query(
    '{ appKeys(first: 100) { nodes { key role } } operators(first: 100) { nodes { installationOwner } } }',
  )
  expect(appKeys.nodes).toContainEqual({ key: created.appKey?.key, role: 'OWNER' })
  expect(operators.nodes.some(({ installationOwner }) => installationOwner)).toBe(true)
})
