import { concurrency, createFuzzSender, findErrorsInLog, readSchema } from './fuzz-sender.ts'
import type { FuzzTarget } from './fuzz-target.ts'
import { createRandom } from './random.ts'
import { toRequest, type FuzzRequest } from './request-mutator.ts'
import { createArguments, listTextPaths, printOperation } from './text-arguments.ts'

const oddTexts = ['\0', '\ud800', 'a\u0000b', '', '%', 'x'.repeat(3_000)]

/** Puts each odd text into each text of the arguments of each field of the root types, one at a time. */
export async function runOddTexts(target: FuzzTarget): Promise<{ count: number; faults: string[] }> {
  const requests = createRequests(target)
  const sender = createFuzzSender(target)
  const faults: string[] = []
  let next = 0
  const work = async () => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { fault } = await sender.send(request)
      if (fault !== null) faults.push(fault)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  sender.close()
  return { count: requests.length, faults: [...faults, ...findErrorsInLog(target)] }
}

function createRequests({ corpus, serverKey }: FuzzTarget): FuzzRequest[] {
  const schema = readSchema()
  const values = { random: createRandom(1), corpus, wrongShare: 0 }
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ] as const
  return roots.flatMap(([kind, root]) =>
    Object.values(root?.getFields() ?? {}).flatMap((field) =>
      listTextPaths(field).flatMap((path) =>
        oddTexts.map((text) => {
          const variables = createArguments(values, field, path, text)
          return toRequest({ query: printOperation(kind, field, variables), variables }, serverKey)
        }),
      ),
    ),
  )
}
