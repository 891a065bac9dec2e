import { encodeId } from '../../src/platform/ids.ts'
import { postGraphql } from '../support/graphql-client.ts'
import { addOperator, addToken, appIdOf, setGrant, tokenHeaders } from '../support/operators.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('read', { scope: 'file' }, ({ server }) => {
  return async (headers: Readonly<Record<string, string>>, text = '{ items { nodes { itemId } } }') => {
    const response = await postGraphql(server.graphqlUrl, headers, text)
    // The id of the request is the only part in which equal answers differ.
    const errors = response.errors?.map(({ message, extensions: { code } }) => ({
      message,
      extensions: { code },
    }))
    return { ...response, errors }
  }
})

const allowed = { status: 200, errors: undefined }
const unauthenticated = { status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }
const unknownAppKey = 'ak_01k00000000000000000000000'

describe('a personal access token', () => {
  test('a token acts with the role that its operator has at the AppKey', async ({ sql, project, read }) => {
    const operator = await addOperator(sql)
    await setGrant(sql, operator, project, 'VIEWER')
    const headers = tokenHeaders(await addToken(sql, operator), project)
    expect(await read(headers)).toMatchObject(allowed)
    const denied = await read(headers, 'mutation { upsertItem(input: { itemId: "" }) { problem { code } } }')
    expect(denied.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
    await setGrant(sql, operator, project, 'ADMIN')
    expect(
      await read(headers, 'mutation { upsertItem(input: { itemId: "" }) { problem { code } } }'),
    ).toMatchObject({ ...allowed, data: { upsertItem: { problem: { code: 'INVALID_INPUT' } } } })
  })

  test('unknown, revoked, expired and malformed tokens, and those of disabled operators, get the same answer', async ({
    sql,
    project,
    read,
  }) => {
    const operator = await addOperator(sql, { installationOwner: true })
    const disabled = await addOperator(sql, { installationOwner: true })
    await sql`update operators set disabled_at = now() where id = ${disabled.id}`
    const valid = await addToken(sql, operator)
    expect(await read(tokenHeaders(valid, project))).toMatchObject(allowed)
    const secrets = [
      'cop_unknown',
      `${valid}x`,
      await addToken(sql, operator, { revokedAt: new Date() }),
      await addToken(sql, operator, { expiresAt: new Date(0) }),
      await addToken(sql, disabled),
    ]
    const answers = await Promise.all(secrets.map((secret) => read(tokenHeaders(secret, project))))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]).toMatchObject(unauthenticated)
  })

  test('I11: an AppKey at which the operator has no role is answered as an unknown one', async ({
    sql,
    project,
    otherProject,
    read,
  }) => {
    const operator = await addOperator(sql)
    await setGrant(sql, operator, project, 'OWNER')
    const secret = await addToken(sql, operator)
    const limited = await addToken(sql, operator, { appIds: [appIdOf(otherProject)] })
    const other = await read(tokenHeaders(secret, otherProject))
    expect(other).toMatchObject(unauthenticated)
    expect(await read({ ...tokenHeaders(secret), 'x-app-key': unknownAppKey })).toEqual(other)
    expect(await read(tokenHeaders(limited, project))).toEqual(other)
    expect(await read(tokenHeaders(limited, otherProject))).toEqual(other)
  })

  test('a token never has more rights than its role limit', async ({ sql, project, read }) => {
    const operator = await addOperator(sql, { installationOwner: true })
    const limited = await addToken(sql, operator, { role: 'VIEWER' })
    const update = 'mutation { upsertItem(input: { itemId: "" }) { problem { code } } }'
    expect(await read(tokenHeaders(limited, project))).toMatchObject(allowed)
    expect((await read(tokenHeaders(limited, project), update)).errors?.[0]?.extensions.code).toBe(
      'FORBIDDEN',
    )
    const supporter = await addOperator(sql)
    await setGrant(sql, supporter, project, 'SUPPORT')
    const viewer = await addToken(sql, supporter, { role: 'VIEWER' })
    expect(await read(tokenHeaders(viewer, project))).toMatchObject(unauthenticated)
  })

  test('a field that works on an AppKey requires one', async ({ sql, read }) => {
    const operator = await addOperator(sql, { installationOwner: true })
    const answer = await read(tokenHeaders(await addToken(sql, operator)))
    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  })

  test('an operator without an AppKey uses a WebSocket for the fields that need none, and for no others', async ({
    sql,
    openSocket,
  }) => {
    const operator = await addOperator(sql, { installationOwner: true })
    const token = await addToken(sql, operator, { allowSensitiveActs: true })
    const socket = await openSocket({ connectionParams: tokenHeaders(token) })
    const run = async (query: string) => {
      socket.subscribe(query, query)
      return socket.next(query)
    }
    const id = encodeId('opr', operator.id)
    expect(await run('{ viewer { operator { id } role } }')).toMatchObject({
      type: 'next',
      payload: { data: { viewer: { operator: { id }, role: null } } },
    })
    expect(await run('{ operators(first: 1) { nodes { __typename } } }')).toMatchObject({
      payload: { data: { operators: { nodes: [{ __typename: 'Operator' }] } } },
    })
    const create = 'mutation { createAppKey(input: { name: "" }) { problem { code } } }'
    expect(await run(create)).toMatchObject({
      payload: { data: { createAppKey: { problem: { code: 'INVALID_INPUT' } } } },
    })
    for (const query of ['{ items { nodes { itemId } } }', 'subscription { paymentEvents { id } }']) {
      expect(JSON.stringify(await run(query))).toMatch(/"message":"Name the AppKey.*"code":"BAD_USER_INPUT"/)
    }
  })

  test('a revoked token and a withdrawn role have an effect at once, and close open sockets within a second', async ({
    sql,
    project,
    read,
    openSocket,
  }) => {
    const operator = await addOperator(sql)
    await setGrant(sql, operator, project, 'VIEWER')
    const secrets = [await addToken(sql, operator), await addToken(sql, operator)] as const
    const sockets = await Promise.all(
      secrets.map((secret) => openSocket({ connectionParams: tokenHeaders(secret, project) })),
    )
    await sql`update operator_tokens set revoked_at = now() where operator_id = ${operator.id} and name = 'test'
              and id = (select min(id::text)::uuid from operator_tokens where operator_id = ${operator.id})`
    const startedAt = performance.now()
    expect(await Promise.race(sockets.map(({ closed }) => closed))).toMatchObject({ code: 4403 })
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    const answers = await Promise.all(secrets.map((secret) => read(tokenHeaders(secret, project))))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401])
    await sql`delete from operator_grants where operator_id = ${operator.id}`
    expect(await Promise.all(sockets.map(({ closed }) => closed))).toMatchObject([
      { code: 4403 },
      { code: 4403 },
    ])
    for (const secret of secrets)
      expect(await read(tokenHeaders(secret, project))).toMatchObject(unauthenticated)
  })

  test('the last use of a token is recorded', async ({ sql, read }) => {
    const operator = await addOperator(sql, { installationOwner: true })
    await read(tokenHeaders(await addToken(sql, operator)))
    await expect
      .poll(
        () =>
          sql`select last_used_at is not null as used from operator_tokens where operator_id = ${operator.id}`,
      )
      .toEqual([{ used: true }])
  })
})
