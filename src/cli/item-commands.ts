import { InvalidArgumentError, type Command } from 'commander'
import { listItems } from '../domain/item/list-items.ts'
import { upsertItem, type UpsertItemInput } from '../domain/item/upsert-item.ts'
import type { ItemRow, StoreValue } from '../domain/models.ts'
import { addAppCommand, choiceOption, choose, collect, type OfApp } from './options.ts'
import { printFields, printRows, refuse, type Fields } from './output.ts'
import { withProject, type Environment } from './session.ts'

const types = ['CONSUMABLE', 'NON_CONSUMABLE', 'AUTO_RENEWABLE', 'CONSUMABLE_AUTO_RENEWABLE'] as const
const stores = [
  'APP_STORE',
  'GOOGLE_PLAY',
  'ONE_STORE',
  'TEST_STORE',
] as const satisfies readonly StoreValue[]

type Product = UpsertItemInput['storeProducts'][number]
type Upsert = OfApp & { name: string; type: ItemRow['type']; disabled?: true; product?: Product[] }

export function addItemCommands(program: Command, environment: Environment): void {
  const item = program.command('item').description('what a project sells')
  addAppCommand(
    item,
    'upsert <itemId>',
    'make an item, or change it; its products become those that are given',
  )
    .requiredOption('--name <name>', 'for people')
    .addOption(
      choiceOption('--type <type>', 'stays as it was first', types).default('CONSUMABLE', 'consumable'),
    )
    .option('--disabled', 'not for sale at the moment')
    .option('--product <store=productId>', 'its product in a store (repeatable)', collect(readProduct))
    .action((itemId: string, { app, name, type, disabled, product, json }: Upsert) =>
      withProject(environment, app, async (ctx) => {
        const storeProducts = product ?? []
        const stored = await upsertItem(ctx, {
          itemId,
          name,
          type,
          enabled: disabled !== true,
          storeProducts,
        })
        if (stored.problem !== null) throw refuse(stored.problem)
        const products = storeProducts.map(({ store, productId }) => `${store}=${productId}`)
        printFields({ ...describeItem(stored.item), storeProducts: products }, json)
      }),
    )
  addAppCommand(item, 'list', 'all items, by their ids').action((options: OfApp) =>
    withProject(environment, options.app, async (ctx) => {
      const rows: Fields[] = []
      let after: string | null = null
      do {
        const page = await listItems(ctx, { store: null, first: 100, after })
        rows.push(...page.edges.map(({ node }) => describeItem(node)))
        after = page.hasNextPage ? (page.edges.at(-1)?.cursor ?? null) : null
      } while (after !== null)
      printRows(['itemId', 'name', 'type', 'enabled'], rows, options.json)
    }),
  )
}

/** `app-store=com.example.arcade.coins_100` */
function readProduct(text: string): Product {
  const [store = '', ...rest] = text.split('=')
  const productId = rest.join('=')
  if (productId === '') throw new InvalidArgumentError('Write the store, "=" and its product id.')
  return { store: choose(stores)(store), productId }
}

function describeItem({ externalId, name, type, enabled }: ItemRow): Fields {
  return { itemId: externalId, name, type, enabled }
}
