import { addOperator, addSession, addToken, appIdOf, setGrant, tokenHeaders } from '../support/operators.ts'
import { appKeyHeaders } from '../support/graphql-client.ts'
import { insertGeneratedPayments } from '../support/generated-payments.ts'
import { exportUrl, postExport, readRows, type ExportRequest } from '../support/payment-export.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

describe('who may export', () => {
  test('callers whom the rule of Query.payments names may, and others get its errors', async ({
    server,
    sql,
    project,
    admin,
  }) => {
    const operator = await addOperator(sql)
    const stranger = await addOperator(sql)
    const request = { filter: { itemId: 'none' }, columns: ['id'] }
    const statusOf = async (headers: Readonly<Record<string, string>>) => {
      const response = await postExport(server, headers, request)
      const body = await response.text()
      if (response.status !== 200) expect(body).toMatch(/^\{"errors":\[\{"message":/)
      return response.status
    }
    expect(await statusOf(admin.headers)).toBe(200)
    expect(await statusOf({})).toBe(401)
    expect(await statusOf({ authorization: 'Bearer csk_unknown' })).toBe(401)
    expect(await statusOf(appKeyHeaders(project))).toBe(403)
    for (const role of ['OWNER', 'ADMIN', 'SUPPORT', 'VIEWER'] as const) {
      await setGrant(sql, operator, project, role)
      expect(await statusOf(tokenHeaders(await addToken(sql, operator), project))).toBe(200)
      expect(
        await statusOf({ ...(await addSession({ server, sql }, operator)), ...appKeyHeaders(project) }),
      ).toBe(200)
    }
    const token = await addToken(sql, operator)
    expect(await statusOf(tokenHeaders(token))).toBe(400)
    expect(await statusOf(tokenHeaders(await addToken(sql, stranger), project))).toBe(401)
  })

  test('a session counts only in requests of the console itself, also for a link', async ({
    server,
    sql,
    project,
  }) => {
    const operator = await addOperator(sql)
    await setGrant(sql, operator, project, 'SUPPORT')
    const { cookie = '', origin: _origin } = await addSession({ server, sql }, operator)
    const url = new URL(exportUrl(server))
    url.searchParams.set('appKey', project.appKey)
    url.searchParams.set('filter', '{"itemId":"none"}')
    url.searchParams.set('columns', 'id,price')
    const statusOf = async (headers: Readonly<Record<string, string>>) => {
      const response = await fetch(url, { headers: { cookie, ...headers } })
      return [response.status, (await response.text()).slice(0, 8)]
    }
    expect(await statusOf({ 'sec-fetch-site': 'same-origin' })).toEqual([200, 'id,price'])
    // Without the session the AppKey alone is left, which is that of a client.
    expect((await statusOf({ 'sec-fetch-site': 'cross-site' }))[0]).toBe(403)
    expect((await statusOf({}))[0]).toBe(403)
    expect((await statusOf({ origin: 'https://evil.example' }))[0]).toBe(403)
  })

  test('I11: an export has payments of its own AppKey only', async ({
    server,
    sql,
    project,
    otherProject,
    admin,
  }) => {
    const itemIds = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
    await insertGeneratedPayments(sql, { appId: appIdOf(project), itemIds, last: 20, userCount: 2 })
    const own = await (await postExport(server, admin.headers, { columns: ['id'] })).text()
    expect(readRows(own)).toHaveLength(20)
    const { headers } = createServerClient(server, otherProject)
    const text = await (await postExport(server, headers, { columns: ['id'] })).text()
    expect(readRows(text)).toEqual([])
    const wrong = await postExport(server, { ...headers, 'x-app-key': 'ak_unknown' }, {})
    expect(wrong.status).toBe(401)
  })
})

test.for([
  { filter: { unknown: 1 } },
  { filter: { status: ['LOST'] } },
  { filter: { userId: 'nul \u0000' } },
  { filter: { priceBetween: { from: '1' } } },
  { filter: { paidBetween: { from: 'yesterday' } } },
  { filter: 'all' },
  { filter: [] },
  { orderBy: 'RANDOM' },
  { orderBy: 'PRICE_ASC' },
  { columns: [] },
  { columns: ['purchaseToken'] },
  { columns: ['id', 'id'] },
  { timeZone: 'Asia/Nowhere' },
  { bom: 'yes' },
  { unknown: true },
])(
  'the request %j is BAD_USER_INPUT, and starts nothing',
  async (request, { server, sql, admin, project }) => {
    const count = async () => {
      const [row] =
        await sql`select count(*) from audit_log where app_id = ${appIdOf(project)} and action = 'startPaymentExport'`
      return row
    }
    const before = await count()
    const response = await postExport(server, admin.headers, request as ExportRequest)
    const body = (await response.json()) as {
      errors: readonly { message: string; extensions: { code: string } }[]
    }
    expect([response.status, body.errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
    expect(body.errors[0]?.message).not.toMatch(/select|payments p|zod|node_modules/i)
    expect(await count()).toEqual(before)
  },
)
