import { appIdOf } from '../support/operators.ts'
import { expect, serverTest, vi } from '../support/test.ts'
import { createShop } from './import-items-fixture.ts'

vi.setConfig({ testTimeout: 60_000 })

const test = serverTest.extend('shop', async ({ server }) => createShop(server))

test('an import whose connection is killed in the middle has changed nothing, and can be repeated', async ({
  shop: { importFile, readItems, project },
  sql,
}) => {
  await importFile('itemId,name,type,GOOGLE_PLAY\ncoins,Coins,CONSUMABLE,com.example.coins')
  const before = await readItems()
  const changed = `itemId,name,type,GOOGLE_PLAY
coins,Renamed,CONSUMABLE,com.example.coins
${Array.from({ length: 50 }, (_, index) => `new_${index},New,CONSUMABLE,com.example.new_${index}`).join('\n')}`
  const readAudit = () => sql`select from audit_log where app_id = ${appIdOf(project)}`
  const entries = (await readAudit()).length
  await sql
    .unsafe(
      `create function kill_own_backend() returns trigger language plpgsql as $$
      begin
        perform pg_terminate_backend(pg_backend_pid());
        perform pg_sleep(10);
        return new;
      end $$;
      create trigger kill_own_backend before insert on items for each row when (new.external_id = 'new_25')
      execute function kill_own_backend();`,
    )
    .simple()
  try {
    await expect(importFile(changed)).rejects.toThrow()
  } finally {
    await sql`drop trigger kill_own_backend on items`
  }
  expect(await readItems()).toEqual(before)
  expect(await readAudit()).toHaveLength(entries)
  expect(await importFile(changed)).toMatchObject({ createdCount: 50, changedCount: 1, problem: null })
  expect(await readItems()).toHaveLength(51)
  expect(await readAudit()).toHaveLength(entries + 51)
})
