import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecordedHistory } from '../../../test/subscriptions/recorded-history.ts'
import {
  answer,
  beginHistory,
  historySteps,
  historyStores,
  takeStep,
  type HistoryStore,
  type StoreState,
} from '../../../test/subscriptions/store-history.ts'

/** What happens next: at the store, or to one of the readings. Calls begin, are answered and are applied at different times. */
const command = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      step: fc.constantFrom(...historySteps),
      days: fc.integer({ min: 1, max: 40 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('begin' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('answer' as const), index: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('apply' as const), index: fc.nat(20) }) },
)
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never

type Call = {
  readonly version: bigint
  readonly known: ReadonlySet<string>
  readonly notifiedPeriodId: string | null
  answered: { readonly readAt: Date; readonly snapshot: ReturnType<typeof answer> } | null
  isApplied: boolean
}

/** A server whose calls of the store overlap. */
class Server {
  readonly records = new RecordedHistory()
  readonly calls: Call[] = []
  readonly store: HistoryStore
  state: StoreState

  constructor(store: HistoryStore, state: StoreState) {
    this.store = store
    this.state = state
  }

  begin(notifiedPeriodId: string | null): Call {
    const version = BigInt(this.calls.length + 1)
    const known = this.records.knownPeriods()
    const call: Call = { version, known, notifiedPeriodId, answered: null, isApplied: false }
    this.calls.push(call)
    return call
  }

  answer(call: Call): void {
    const { state, store } = this
    call.answered ??= { readAt: new Date(state.now), snapshot: answer(store, state, call) }
  }

  /** A reading that was overtaken is followed by another one, of the same request. */
  apply(call: Call): void {
    if (call.answered === null) return
    const isOutdated = this.records.apply({ store: this.store, version: call.version, ...call.answered })
    const isRepeated = call.isApplied
    call.isApplied = true
    if (isOutdated && !isRepeated) this.readNow(call.notifiedPeriodId)
  }

  readNow(notifiedPeriodId: string | null): void {
    const call = this.begin(notifiedPeriodId)
    this.answer(call)
    this.apply(call)
  }

  /** ONE store names only the last period, so each has to be read once. A refund at Google Play is read because of its notification. */
  take(next: StoreState): void {
    const lastId = this.state.periods.at(-1)?.periodId
    const isStated = this.calls.some(({ answered }) =>
      answered?.snapshot.periods.some(({ periodId }) => periodId === lastId),
    )
    if (this.store === 'ONE_STORE' && !isStated) this.answer(this.begin(null))
    this.state = next
    if (next.notifiedPeriodId !== null) this.answer(this.begin(next.notifiedPeriodId))
  }
}

function run(store: HistoryStore, isTrial: boolean, commands: readonly Command[]): Server {
  const server = new Server(store, beginHistory(isTrial))
  for (const each of commands) {
    if (each.kind === 'step') server.take(takeStep(store, server.state, each))
    else if (each.kind === 'begin') server.begin(null)
    else if (each.kind === 'answer') {
      const open = server.calls.filter(({ answered }) => answered === null)
      const call = open[each.index % Math.max(open.length, 1)]
      if (call !== undefined) server.answer(call)
    } else {
      const answered = server.calls.filter((call) => call.answered !== null)
      const call = answered[each.index % Math.max(answered.length, 1)]
      if (call !== undefined) server.apply(call)
    }
  }
  return server
}

/** The reading that the last notification causes, and all answers that are still on their way, in any order. */
function finish(server: Server, seed: number): void {
  server.begin(null)
  const toKey = ({ version }: Call) => (Number(version) * 7919 + seed * 104_729) % 1009
  const late = server.calls.filter(({ isApplied }) => !isApplied).toSorted((a, b) => toKey(a) - toKey(b))
  for (const call of late) server.answer(call)
  for (const call of late) server.apply(call)
}

function readAfterEveryStep(store: HistoryStore, isTrial: boolean, commands: readonly Command[]): Server {
  const server = new Server(store, beginHistory(isTrial))
  server.readNow(null)
  for (const each of commands) {
    if (each.kind !== 'step') continue
    server.state = takeStep(store, server.state, each)
    server.readNow(server.state.notifiedPeriodId)
  }
  return server
}

test.for(historyStores)(
  'Any split of a history of %s into readings, in any order and with repetitions, ends with the same rows and payments',
  (store) => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(command, { minLength: 1, maxLength: 60 }),
        fc.nat(1_000),
        (isTrial, commands, seed) => {
          const server = run(store, isTrial, commands)
          finish(server, seed)
          const { records, state } = server
          expect(records.result()).toEqual(readAfterEveryStep(store, isTrial, commands).records.result())
          const ids = records.result().payments.map(({ id }) => id)
          expect(ids).toEqual(state.periods.map(({ periodId }) => periodId).toSorted())
        },
      ),
      { numRuns: 1_000 },
    )
  },
)
