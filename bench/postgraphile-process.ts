import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { grafserv } from 'postgraphile/grafserv/node'
import { makePgService } from 'postgraphile/adaptors/pg'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { jsonPgSmartTags } from 'postgraphile/utils'
import { postgraphile } from 'postgraphile'

/** PostGraphile on the tables of Coinslot. It authenticates nobody: its role may read every row. */
const { DATABASE_URL: connectionString = '', DATABASE_POOL_SIZE: max } = process.env
/** Foreign keys that the tables do not have, and names that PostGraphile needs for itself. */
const smartTags = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      payments: {
        tags: {
          foreignKey: [
            '(app_id, user_id) references users (app_id, id)|@fieldName user',
            '(app_id, item_id) references items (app_id, id)|@fieldName item',
          ],
        },
      },
      subscriptions: { tags: { name: 'store_subscriptions' } },
    },
    procedure: { create_event_partition: { tags: { behavior: '-*' } } },
  },
})
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [smartTags],
  pgServices: [makePgService({ connectionString, schemas: ['public'], poolConfig: { max: Number(max) } })],
  grafast: { explain: false },
  grafserv: { graphiql: false, watch: false },
})
const server = createServer()
await instance.createServ(grafserv).addTo(server)
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(`PostGraphile listens on http://127.0.0.1:${port}/graphql`)
})
