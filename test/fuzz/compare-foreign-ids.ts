import { concurrency, createFuzzSender, readSchema, type FuzzOutcome } from './fuzz-sender.ts'
import type { FuzzTarget } from './fuzz-target.ts'
import { createRandom } from './random.ts'
import { toRequest } from './request-mutator.ts'
import { createArguments, listTextPaths, printOperation } from './text-arguments.ts'

/** An argument with a text of another AppKey, and one with a text that nothing has. */
type Comparison = { readonly name: string; readonly send: (text: string) => Promise<string> }

/**
 * Calls each root field with each kind of id and cursor of another AppKey, and with unknown ones of the same form, and returns how the
 * answers differ.
 */
export async function compareForeignIds(target: FuzzTarget): Promise<{ count: number; faults: string[] }> {
  const { foreign } = target
  const sender = createFuzzSender(target)
  const pairs = { ID: byPrefix(foreign.ids).map(toUnknownId), Cursor: foreign.cursors.map(toUnknownCursor) }
  const work = [
    ...createComparisons(target, sender.send, 'ID').flatMap((each) =>
      pairs.ID.map((pair) => ({ each, pair })),
    ),
    ...createComparisons(target, sender.send, 'Cursor').flatMap((each) =>
      pairs.Cursor.map((pair) => ({ each, pair })),
    ),
  ]
  const faults: string[] = []
  let next = 0
  const compare = async () => {
    for (let item = work[next++]; item !== undefined; item = work[next++]) {
      const { each, pair } = item
      const [known, unknown] = [await each.send(pair.foreign), await each.send(pair.unknown)]
      if (known !== unknown) faults.push(`${each.name} with ${pair.foreign}: ${known}, not ${unknown}`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, compare))
  sender.close()
  return { count: work.length, faults }
}

type Pair = { readonly foreign: string; readonly unknown: string }

const byPrefix = (ids: readonly string[]) => [
  ...new Map(ids.map((id) => [id.slice(0, id.indexOf('_')), id])).values(),
]

/** Other digits at the end, which are not checked against each other. */
const toUnknownId = (id: string): Pair => ({ foreign: id, unknown: `${id.slice(0, -6)}zzzzz${id.slice(-1)}` })

/** A cursor whose signature is of nobody. */
const toUnknownCursor = (cursor: string): Pair => ({ foreign: cursor, unknown: `AAAAAA${cursor.slice(6)}` })

function createComparisons(
  { corpus, serverKey }: FuzzTarget,
  send: ReturnType<typeof createFuzzSender>['send'],
  scalar: 'ID' | 'Cursor',
): Comparison[] {
  const schema = readSchema()
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ] as const
  return roots.flatMap(([kind, root]) =>
    Object.values(root?.getFields() ?? {}).flatMap((field) =>
      listTextPaths(field, (name) => name === scalar).map((path) => ({
        name: `${field.name} ${path.join('.')}`,
        send: async (text: string) => {
          const values = { random: createRandom(1), corpus: { ...corpus, ids: [text] }, wrongShare: 0 }
          const variables = createArguments(values, field, path, text)
          const query = printOperation(kind, field, variables)
          const response = await send(toRequest({ query, variables }, serverKey))
          return describeAnswer(response, text)
        },
      })),
    ),
  )
}

/** Without what differs between any two answers; operations that became compiled have no locations. */
function describeAnswer({ status, text }: FuzzOutcome, id: string): string {
  return `${status} ${text}`
    .replaceAll(id, '<id>')
    .replaceAll(/req_\w+/g, '<request>')
    .replaceAll(/"locations":\[[^\]]*\],/g, '')
}
