import { createHash, randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import type { ServerPayment } from '@coinslot/sdk/server'
import { auroraShip, coinsOf, runPrice, welcomeCoins } from '../catalog.ts'
import type { PlayerState, PurchasedItem } from '../player-state.ts'

export type PlayerStore = ReturnType<typeof openPlayerStore>

/**
 * What a player has is never written down: it is what was delivered and not refunded, less what was spent. So the delivery of a payment
 * is one row, whose key makes a second one impossible, and a refund has the same effect before and after the delivery.
 */
const tables = `
  create table if not exists sessions (token_hash text primary key, player text not null) strict;
  create table if not exists deliveries (
    idempotency_key text primary key,
    payment_id text not null unique,
    player text not null,
    item_id text not null,
    store text not null,
    quantity integer not null,
    coins integer not null
  ) strict;
  create index if not exists deliveries_of_player on deliveries (player);
  create table if not exists refunds (payment_id text primary key) strict;
  create table if not exists runs (id integer primary key, player text not null, price integer not null) strict;
  create index if not exists runs_of_player on runs (player);
`

const balance = `(
  ${welcomeCoins}
  + (select coalesce(sum(coins), 0) from deliveries
     where player = :player and payment_id not in (select payment_id from refunds))
  - (select coalesce(sum(price), 0) from runs where player = :player)
)`

const hash = (token: string) => createHash('sha256').update(token).digest('hex')

/** The storage of the game server: one SQLite file, which survives whatever happens to the process. */
export function openPlayerStore(file: string) {
  const database = new DatabaseSync(file)
  database.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000; ${tables}`)
  const statements = prepareStatements(database)
  return {
    /** Logs in, and returns the token of the session. */
    logIn: (player: string): string => {
      const token = randomBytes(32).toString('base64url')
      statements.addSession.run({ tokenHash: hash(token), player })
      return token
    },
    logOut: (token: string): void => {
      statements.removeSession.run({ tokenHash: hash(token) })
    },
    findPlayer: (token: string): string | null =>
      (statements.findSession.get({ tokenHash: hash(token) })?.['player'] as string | undefined) ?? null,
    /** Delivers the item of a payment, unless it was delivered before. */
    deliver: ({ id, userId, itemId, quantity, store }: ServerPayment, idempotencyKey: string): void => {
      const coins = coinsOf(itemId, quantity)
      statements.deliver.run({ idempotencyKey, id, player: userId, itemId, store, quantity, coins })
    },
    /** Takes back the item of a payment, or gives it again. */
    setRefunded: (paymentId: string, isRefunded: boolean): void => {
      if (isRefunded) statements.addRefund.run({ paymentId })
      else statements.removeRefund.run({ paymentId })
    },
    /** Pays for a run of the game; false if the player has not enough coins. */
    payRun: (player: string): boolean => statements.payRun.run({ player, price: runPrice }).changes === 1,
    readState: (player: string): PlayerState => {
      const { coins } = statements.readBalance.get({ player }) as { readonly coins: number }
      const rows = statements.listItems.all({ player })
      const items = rows.map((row) => ({ ...row, isRefunded: row['isRefunded'] === 1 }) as PurchasedItem)
      const hasAurora = statements.findShip.get({ player, itemId: auroraShip }) !== undefined
      return { coins, hasAurora, items }
    },
    close: () => database.close(),
  }
}

const prepareStatements = (database: DatabaseSync) => ({
  addSession: database.prepare('insert into sessions values (:tokenHash, :player)'),
  removeSession: database.prepare('delete from sessions where token_hash = :tokenHash'),
  findSession: database.prepare('select player from sessions where token_hash = :tokenHash'),
  deliver: database.prepare(
    `insert into deliveries values (:idempotencyKey, :id, :player, :itemId, :store, :quantity, :coins)
     on conflict do nothing`,
  ),
  addRefund: database.prepare('insert into refunds values (:paymentId) on conflict do nothing'),
  removeRefund: database.prepare('delete from refunds where payment_id = :paymentId'),
  payRun: database.prepare(
    `insert into runs (player, price) select :player, :price where ${balance} >= :price`,
  ),
  readBalance: database.prepare(`select ${balance} as coins`),
  findShip: database.prepare(
    `select 1 from deliveries where player = :player and item_id = :itemId
       and payment_id not in (select payment_id from refunds) limit 1`,
  ),
  listItems: database.prepare(
    `select payment_id as paymentId, item_id as itemId, store, quantity, coins,
       payment_id in (select payment_id from refunds) as isRefunded
     from deliveries where player = :player order by rowid desc limit 20`,
  ),
})
