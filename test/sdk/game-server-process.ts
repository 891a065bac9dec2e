import postgres from 'postgres'
import { createCoinslotServer } from '../../packages/sdk/src/server.ts'

/**
 * A game server that grants items in its own database, as a process that can be killed. The unique key makes a repeated delivery
 * impossible; `calls` counts how often the handler granted or found it granted.
 */
const { GAME_DATABASE_URL = '', COINSLOT_URL = '', COINSLOT_SERVER_KEY = '' } = process.env

const sql = postgres(GAME_DATABASE_URL, { max: 4, onnotice: () => undefined })
const coinslot = createCoinslotServer({ url: COINSLOT_URL, serverKey: COINSLOT_SERVER_KEY })

const processor = coinslot.processPayments(
  async ({ payment, idempotencyKey }) => {
    await sql.begin(async (transaction) => {
      const granted = await transaction`
        insert into game_deliveries (key, payment_id, item_id, quantity)
        values (${idempotencyKey}, ${payment.id}, ${payment.itemId}, ${payment.quantity})
        on conflict (key) do nothing returning key`
      if (granted.length === 0) return
      await transaction`
        insert into game_balances (user_id, coins) values (${payment.userId}, ${payment.quantity})
        on conflict (user_id) do update set coins = game_balances.coins + excluded.coins`
    })
  },
  { pollIntervalMs: 100, searchIntervalMs: 2_000, initialRetryDelayMs: 50 },
)
process.once('SIGTERM', () => {
  void processor.stop().then(() => process.exit(0))
})
console.log('ready')
