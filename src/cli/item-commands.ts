import { readFile } from 'node:fs/promises'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { importItems } from '../domain/item-import/import-items.ts'
import { listItems } from '../domain/item/list-items.ts'
import { upsertItem, type UpsertItemInput } from '../domain/item/upsert-item.ts'
import type { ItemRow, StoreValue } from '../domain/models.ts'
import {
  addAppChangeCommand,
  addAppCommand,
  collect,
  createChoiceOption,
  parseChoice,
  type AppChangeOption,
  type AppOption,
} from './options.ts'
import { CommandError, printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const itemTypes = ['CONSUMABLE', 'NON_CONSUMABLE', 'AUTO_RENEWABLE', 'CONSUMABLE_AUTO_RENEWABLE'] as const
const stores = [
  'APP_STORE',
  'GOOGLE_PLAY',
  'ONE_STORE',
  'TEST_STORE',
] as const satisfies readonly StoreValue[]

type StoreProduct = NonNullable<UpsertItemInput['storeProducts']>[number]
type UpsertItemOptions = AppChangeOption & {
  name?: string
  type?: ItemRow['type']
  enabled?: true
  disabled?: true
  consumeTrial?: true
  completeTrial?: true
  product?: StoreProduct[]
}

export function addItemCommands(program: Command, environment: EnvironmentVariables): void {
  const item = program.command('item').description('manage items')
  addAppChangeCommand(item, 'upsert <itemId>', 'create an item, or change what is given')
    .option('--name <name>', 'display name; required for a new item')
    .addOption(
      createChoiceOption('--type <type>', 'item type; required for a new item, and fixed later', itemTypes),
    )
    .option('--enabled', 'make the item available for purchase; the default of a new item')
    .addOption(new Option('--disabled', 'make the item unavailable for purchase').conflicts('enabled'))
    .option('--consume-trial', 'the free trial of a consumable subscription gives a payment to consume')
    .addOption(
      new Option(
        '--complete-trial',
        'the free trial completes by itself; the default of a new item',
      ).conflicts('consumeTrial'),
    )
    .option(
      '--product <store=productId>',
      'store product ID of the item (repeatable); replaces all store products of the item',
      collect(parseProduct),
    )
    .action((itemId: string, options: UpsertItemOptions) =>
      withApp(environment, options, 'Mutation.upsertItem', async (ctx) => {
        const { name = null, type = null, product: storeProducts = null, json } = options
        const enabled = options.enabled ?? (options.disabled === true ? false : null)
        const consumeTrial = options.consumeTrial ?? (options.completeTrial === true ? false : null)
        const stored = await upsertItem(ctx, { itemId, name, type, enabled, consumeTrial, storeProducts })
        if (stored.problem !== null) throw toCommandError(stored.problem)
        const products = await ctx.loaders(ctx.app.appId).storeProducts.load(stored.item.id)
        const storeProductTexts = products.map(({ store, productId }) => `${store}=${productId}`)
        printFields({ ...toItemFields(stored.item), storeProducts: storeProductTexts }, json)
      }),
    )
  addImportCommand(item, environment)
  addAppCommand(item, 'list', 'list all items, ordered by ID').action((options: AppOption) =>
    withApp(environment, options, 'Query.items', async (ctx) => {
      const rows: Fields[] = []
      let after: string | null = null
      do {
        const page = await listItems(ctx, { store: null, first: 100, after, last: null, before: null })
        rows.push(...page.edges.map(({ node }) => toItemFields(node)))
        after = page.hasNextPage ? (page.edges.at(-1)?.cursor ?? null) : null
      } while (after !== null)
      printRows(['itemId', 'name', 'type', 'enabled'], rows, options.json)
    }),
  )
}

type ImportItemsOptions = AppChangeOption & { dryRun?: true }

function addImportCommand(item: Command, environment: EnvironmentVariables): void {
  addAppChangeCommand(item, 'import <file>', 'create and change the items of a CSV file, all or none')
    .option('--dry-run', 'only check the file')
    .action((file: string, options: ImportItemsOptions) =>
      withApp(environment, options, 'Mutation.importItems', async (ctx) => {
        const csv = await readFile(file, 'utf8')
        const { counts, errors, problem } = await importItems(ctx, { csv, dryRun: options.dryRun ?? false })
        if (counts !== null) {
          printFields(counts, options.json)
          return
        }
        if (problem !== null && errors.length === 0) throw toCommandError(problem)
        const lines = errors.map(({ row, column, code, message }) => {
          const place = [row === null ? '' : `row ${row}`, column ?? ''].filter((each) => each !== '')
          return `${[...place, code].join(', ')}: ${message}`
        })
        throw new CommandError([problem?.message ?? '', ...lines].join('\n'))
      }),
    )
}

/** For example `app-store=com.example.arcade.coins_100`. */
function parseProduct(text: string): StoreProduct {
  const [store = '', ...rest] = text.split('=')
  const productId = rest.join('=')
  if (productId === '') throw new InvalidArgumentError('Expected <store>=<productId>.')
  return { store: parseChoice(stores)(store), productId }
}

function toItemFields({ externalId, name, type, enabled, consumeTrial }: ItemRow): Fields {
  return { itemId: externalId, name, type, enabled, consumeTrial }
}
