import fc from 'fast-check'
import { addOperator, addToken, appIdOf, setGrant, tokenHeaders } from '../support/operators.ts'
import { appKeyHeaders } from '../support/graphql-client.ts'
import { describe, expect, serverTest, vi } from '../support/test.ts'
import { createShop, exportItems } from './import-items-fixture.ts'

vi.setConfig({ testTimeout: 60_000 })

const test = serverTest.extend('shop', async ({ server }) => createShop(server))

const twoItems = `itemId,name,type,GOOGLE_PLAY,APP_STORE
coins,코인 100개,CONSUMABLE,com.example.coins,ios.coins
no_ads,"Ads, removed",NON_CONSUMABLE,com.example.no_ads,`

test('a preview changes nothing, the import does what it says, and importing again changes nothing', async ({
  shop: { importFile, readItems, project },
  sql,
}) => {
  const readAudit = () => sql<{ changes: unknown }[]>`
    select changes from audit_log where app_id = ${appIdOf(project)} and action = 'importItems' order by id`
  const expected = {
    createdCount: 2,
    changedCount: 0,
    unchangedCount: 0,
    errorCount: 0,
    problem: null,
    rows: [
      { row: 2, itemId: 'coins', outcome: 'CREATED', before: null },
      {
        row: 3,
        itemId: 'no_ads',
        outcome: 'CREATED',
        after: { storeProducts: { GOOGLE_PLAY: 'com.example.no_ads' } },
      },
    ],
  }
  expect(await importFile(twoItems, true)).toMatchObject(expected)
  expect(await readItems()).toEqual([])
  expect(await readAudit()).toEqual([])
  expect(await importFile(twoItems)).toMatchObject(expected)
  expect(await readItems()).toMatchObject([
    { itemId: 'coins', name: '코인 100개', type: 'CONSUMABLE', enabled: true },
    { itemId: 'no_ads', name: 'Ads, removed', storeProducts: [{ productId: 'com.example.no_ads' }] },
  ])
  expect(await readAudit()).toHaveLength(2)
  const again = { createdCount: 0, changedCount: 0, unchangedCount: 2, rows: [], problem: null }
  expect(await importFile(twoItems)).toMatchObject(again)
  const changed = await importFile(
    'itemId,name,enabled,APP_STORE\ncoins,,false,\nno_ads,Without ads,,ios.no_ads',
  )
  expect(changed).toMatchObject({
    changedCount: 2,
    rows: [
      {
        before: {
          enabled: true,
          storeProducts: { APP_STORE: 'ios.coins', GOOGLE_PLAY: 'com.example.coins' },
        },
        after: { enabled: false, storeProducts: { GOOGLE_PLAY: 'com.example.coins' } },
      },
      { before: { name: 'Ads, removed' }, after: { name: 'Without ads' } },
    ],
  })
  expect((await readAudit())[3]?.changes).toEqual({
    before: changed.rows?.[1]?.before,
    after: changed.rows?.[1]?.after,
  })
})

test('nothing at all is imported when a row has an error, and each error names its row', async ({
  shop: { importFile, readItems },
}) => {
  await importFile(twoItems)
  const before = await readItems()
  const file = `itemId,name,type,GOOGLE_PLAY
good,Good,CONSUMABLE,com.example.good
coins,,NON_CONSUMABLE,com.example.coins
new,,,com.example.new
thief,Thief,CONSUMABLE,com.example.no_ads
twin,Twin,CONSUMABLE,com.example.good
odd,Odd,GOLD,`
  for (const dryRun of [true, false]) {
    const { errors, ...payload } = await importFile(file, dryRun)
    expect(payload).toMatchObject({
      createdCount: null,
      rows: null,
      errorCount: 6,
      problem: { code: 'INVALID_INPUT', field: ['csv'] },
    })
    expect(errors.map(({ row, column, code }) => [row, column, code])).toEqual([
      [3, 'type', 'TYPE_CHANGED'],
      [4, 'name', 'VALUE_REQUIRED'],
      [4, 'type', 'VALUE_REQUIRED'],
      [5, 'GOOGLE_PLAY', 'PRODUCT_IN_USE'],
      [6, 'GOOGLE_PLAY', 'DUPLICATE_PRODUCT'],
      [7, 'type', 'INVALID_VALUE'],
    ])
  }
  expect(await readItems()).toEqual(before)
})

test('products move between the items of a file', async ({ shop: { importFile, readItems } }) => {
  await importFile(twoItems)
  const swapped = 'itemId,GOOGLE_PLAY\ncoins,com.example.no_ads\nno_ads,com.example.coins'
  expect(await importFile(swapped)).toMatchObject({ changedCount: 2, problem: null })
  expect(await readItems()).toMatchObject([
    { storeProducts: [{ productId: 'ios.coins' }, { productId: 'com.example.no_ads' }] },
    { storeProducts: [{ productId: 'com.example.coins' }] },
  ])
  const ofApp = 'itemId,GOOGLE_PLAY,GOOGLE_PLAY com.example.lite\ncoins,,com.example.no_ads'
  expect(await importFile(ofApp)).toMatchObject({ changedCount: 1, problem: null })
  expect((await readItems())[0]?.storeProducts).toContainEqual({
    store: 'GOOGLE_PLAY',
    productId: 'com.example.no_ads',
    storeBundleId: 'com.example.lite',
  })
})

test('imports and changes at the same time are each applied as a whole', async ({
  shop: { admin, importFile, readItems },
}) => {
  await importFile(twoItems)
  const fileOf = (name: string) =>
    `itemId,name,type,ONE_STORE\n${['coins', 'no_ads', 'new_1', 'new_2']
      .map(
        (itemId) =>
          `${itemId},${name},${itemId === 'no_ads' ? 'NON_CONSUMABLE' : 'CONSUMABLE'},one.${itemId}`,
      )
      .join('\n')}`
  const results = await Promise.all([
    importFile(fileOf('first')),
    importFile(fileOf('second')),
    admin.mutate('upsertItem', { itemId: 'coins', enabled: false }),
    admin.mutate('upsertItem', { itemId: 'no_ads', enabled: false }),
  ])
  expect(results.map(({ problem }) => problem)).toEqual([null, null, null, null])
  const items = await readItems()
  expect(new Set(items.map(({ name }) => name)).size).toBe(1)
  expect(items.map(({ enabled }) => enabled)).toEqual([false, true, true, false])
})

describe('the export', () => {
  const hostileName = fc
    .constantFrom(
      '=HYPERLINK("x")',
      '+1',
      '-1',
      '@SUM(1)',
      "'quoted",
      '#complete: 1',
      'a"b,c',
      '코인 <img onerror=x>',
    )
    .chain((prefix) => fc.nat().map((suffix) => `${prefix}${suffix}`))
  const consumableTrial = fc.record({
    type: fc.constant('CONSUMABLE_AUTO_RENEWABLE' as const),
    consumeTrial: fc.boolean(),
  })
  const otherType = fc.record({ type: fc.constantFrom('CONSUMABLE' as const, 'NON_CONSUMABLE' as const) })
  const anyItem = fc.record({
    name: hostileName,
    type: fc.oneof(otherType, consumableTrial),
    enabled: fc.boolean(),
    stores: fc.subarray([
      { store: 'APP_STORE' },
      { store: 'GOOGLE_PLAY' },
      { store: 'GOOGLE_PLAY', storeBundleId: 'com.example.lite' },
      { store: 'ONE_STORE', storeBundleId: "'=1 app" },
    ] as const),
    productId: fc.constantFrom('=1', ' padded ', "'", 'com.example.x'),
  })

  test('of any items is imported again without a change, and elsewhere gives the same items', async ({
    server,
  }) => {
    const example = fc.asyncProperty(fc.array(anyItem, { minLength: 1, maxLength: 6 }), async (items) => {
      const { admin, exportFile, importFile, readItems } = await createShop(server)
      for (const [index, { stores, productId, type, ...item }] of items.entries()) {
        const storeProducts = stores.map((each, column) => ({
          ...each,
          productId: `${productId}${index}_${column} `,
        }))
        const { problem } = await admin.mutate('upsertItem', {
          itemId: `item_${index}`,
          ...item,
          ...type,
          storeProducts,
        })
        expect(problem).toBeNull()
      }
      const { text } = await exportFile()
      expect(text).not.toMatch(/(^|,)[=+@-]/m)
      expect(await importFile(text)).toMatchObject({
        createdCount: 0,
        changedCount: 0,
        unchangedCount: items.length,
        problem: null,
      })
      const copy = await createShop(server)
      expect(await copy.importFile(text)).toMatchObject({ createdCount: items.length, problem: null })
      const readTrials = async (read: typeof readItems) =>
        (await read()).map(({ consumeTrial }) => consumeTrial)
      expect(await readTrials(copy.readItems)).toEqual(await readTrials(readItems))
    })
    await fc.assert(example, { numRuns: 8 })
  })

  test('is for server keys and operators of the AppKey, and not for clients', async ({
    server,
    sql,
    shop,
  }) => {
    await shop.importFile(twoItems)
    const own = await exportItems(server, shop.admin.headers, '?bom=true')
    expect(own.text).toMatch(
      /^\uFEFFitemId,name,type,enabled,consumeTrial,APP_STORE,GOOGLE_PLAY,ONE_STORE,TEST_STORE\r\n/,
    )
    expect(own.text).toMatch(/#complete: 2,{8}\r\n$/)
    expect(own.headers.get('content-disposition')).toMatch(
      /^attachment; filename="items-\d{4}-\d\d-\d\d\.csv"$/,
    )
    const operator = await addOperator(sql)
    await setGrant(sql, operator, shop.project, 'VIEWER')
    const statusOf = async (headers: Readonly<Record<string, string>>, query = '') =>
      (await exportItems(server, headers, query)).status
    expect(await statusOf(tokenHeaders(await addToken(sql, operator), shop.project))).toBe(200)
    expect(await statusOf(appKeyHeaders(shop.project))).toBe(403)
    expect(await statusOf({})).toBe(401)
    expect(await statusOf(shop.admin.headers, '?columns=id')).toBe(400)
    const other = await createShop(server)
    expect((await other.exportFile()).text).not.toContain('coins')
    for (let count = 0; count < 5; count += 1) expect((await shop.exportFile()).status).toBe(200)
  })
})

test('1,000 items with products in each store are imported at once, and more are refused', async ({
  shop: { importFile, readItems },
}) => {
  const fileOf = (count: number) =>
    `itemId,name,type,APP_STORE,GOOGLE_PLAY,ONE_STORE,TEST_STORE\n${Array.from(
      { length: count },
      (_, index) =>
        [
          `item_${index}`,
          `Item ${index}`,
          'CONSUMABLE',
          ...['a', 'g', 'o', 't'].map((each) => `${each}.${index}`),
        ].join(),
    ).join('\n')}`
  expect(await importFile(fileOf(1_001))).toMatchObject({ errors: [{ row: null, code: 'TOO_MANY_ROWS' }] })
  expect(await importFile(fileOf(1_000))).toMatchObject({ createdCount: 1_000, problem: null })
  const items = await readItems()
  expect(items).toHaveLength(1_000)
  expect(items.every(({ storeProducts }) => storeProducts.length === 4)).toBe(true)
  const renamed = fileOf(1_000).replaceAll('Item ', 'Renamed ')
  expect(await importFile(renamed)).toMatchObject({ changedCount: 1_000, problem: null })
  const tooLarge = await importFile(`itemId,name\ncoins,${'가'.repeat(400_000)}`)
  expect(tooLarge).toMatchObject({ errorCount: 0, problem: { code: 'INVALID_INPUT', field: ['csv'] } })
})
