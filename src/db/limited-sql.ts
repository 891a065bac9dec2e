import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Sql, TransactionSql } from 'postgres'
import { ContentionError } from '../platform/request-error.ts'
import { isTracing, traceSpan } from '../platform/tracing.ts'
import { isContention } from './errors.ts'
import type { PreparedTexts } from './prepared-texts.ts'
import { createUnavailableError, type QueryLimiter } from './query-limiter.ts'
import { readStatementText } from './statement-text.ts'
import { summarizeQuery } from './query-summary.ts'

/** A pool of the driver. */
export type DriverPool = {
  readonly driver: Sql
  /** Runs a query of the pool, and counts it. */
  readonly track: <Result>(run: () => PromiseLike<Result>) => Promise<Result>
}

export type LimitOptions = {
  readonly limiter: QueryLimiter
  /** The pool that runs the queries: the pool that created a query may have been replaced before the query starts. */
  readonly current: () => DriverPool
  /** Which statements of the query builder are prepared; null where none may be. */
  readonly preparedTexts: PreparedTexts | null
}

/** A query waits this long until the driver sends it; as long as the driver tries to connect. */
const maxSendDelayMs = 5_000

/**
 * The driver's interface, whose queries run when the limiter lets them. A query starts when it is awaited; a fragment of another
 * query never is. A query that could not be sent is created anew for the next attempt.
 */
export function limitSql(pool: DriverPool, options: LimitOptions): Sql {
  const limited = (create: (sql: Sql) => unknown): unknown => {
    const query = create(pool.driver)
    return query instanceof Promise ? limitQuery({ query, pool, create }, options) : query
  }
  const begin = (...args: readonly unknown[]) => {
    const { driver, track } = options.current()
    const run = () => track(() => beginSafely(driver, args))
    return traceSpan(
      { name: 'transaction', kind: 'client', attributes: { 'db.system.name': 'postgresql' } },
      run,
    )
  }
  const unsafe = (...[text, values, unsafeOptions]: Parameters<Sql['unsafe']>) => {
    // Without values the text may contain several statements.
    const mayPrepare = values !== undefined && values.length > 0
    const prepare =
      mayPrepare && (options.preparedTexts?.shouldPrepare(text, unsafeOptions?.prepare) ?? false)
    return limited((sql) => sql.unsafe(text, values, { ...unsafeOptions, prepare }))
  }
  return new Proxy(pool.driver, {
    apply: (_target, thisArgument, args) =>
      limited((sql) => Reflect.apply(sql, thisArgument, args) as unknown),
    get: (target, name) => {
      if (name === 'unsafe') return unsafe
      return name === 'begin' ? begin : (Reflect.get(target, name) as unknown)
    },
  })
}

type BeginArguments = [...options: string[], work: (sql: TransactionSql) => unknown]

/**
 * The driver sends COMMIT or ROLLBACK also if the connection was closed meanwhile: it writes to no socket, and that error ends the
 * process. So the work of such a transaction never ends for the driver. It rejects the transaction by itself.
 */
function beginSafely(driver: Sql, args: readonly unknown[]): Promise<unknown> {
  const begin = driver.begin.bind(driver) as (...args: BeginArguments) => Promise<unknown>
  const beginOptions = args.slice(0, -1) as string[]
  const work = args.at(-1) as (sql: TransactionSql) => Promise<unknown>
  let isClosed = false
  const transaction = begin(...beginOptions, async (sql) => {
    try {
      return await work(sql)
    } finally {
      // The rejection by the driver arrives in this turn of the event loop.
      await nextTurn()
      if (isClosed) await new Promise(() => undefined)
    }
  })
  return transaction.catch((error: unknown) => {
    isClosed = true
    throw error
  })
}

type CreatedQuery = {
  readonly query: Promise<unknown>
  readonly pool: DriverPool
  readonly create: (sql: Sql) => unknown
}

function limitQuery({ query, pool, create }: CreatedQuery, options: LimitOptions): Promise<unknown> {
  const createAnew = (driver: Sql) =>
    // `values()` has set how the rows are returned.
    Object.assign(create(driver) as Promise<unknown>, { isRaw: Reflect.get(query, 'isRaw') as unknown })
  const first = query.then.bind(query)
  const execute = (attempt: number) => {
    const current = options.current()
    return current.track(() => {
      const isFirst = attempt === 0 && current.driver === pool.driver
      const next = isFirst ? query : createAnew(current.driver)
      const expiry = setTimeout(abandonUnsent, maxSendDelayMs, next)
      const sent = isFirst ? first((rows) => rows) : next.then((rows) => rows)
      return sent.finally(() => clearTimeout(expiry))
    })
  }
  let result: Promise<unknown> | null = null
  const run = () => options.limiter.run(execute).catch(rejectContention)
  const start = () => (isTracing() ? traceQuery(query, run) : run())
  const then: Promise<unknown>['then'] = (onFulfilled, onRejected) =>
    (result ??= start()).then(onFulfilled, onRejected)
  return Object.assign(query, {
    then,
    catch: (onRejected: Parameters<Promise<unknown>['catch']>[0]) => then(undefined, onRejected),
    finally: (onFinally: Parameters<Promise<unknown>['finally']>[0]) =>
      (result ??= start()).finally(onFinally),
  })
}

/** The text of the query is summarized: it can contain values. */
function traceQuery<Result>(query: Promise<unknown>, run: () => Promise<Result>): Promise<Result> {
  const summary = summarizeQuery(readStatementText(query))
  const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': summary }
  return traceSpan({ name: summary, kind: 'client', attributes }, run)
}

/**
 * The driver connects again and again for a query, without an end. Its own way to cancel an unsent query would make the connection
 * unusable once it is open, so the connection executes an empty statement instead.
 */
function abandonUnsent(query: Promise<unknown>): void {
  const internals = query as unknown as { readonly state: unknown; readonly reject: (error: unknown) => void }
  if (internals.state !== null) return
  Object.assign(internals, { strings: ['select'], args: [] })
  internals.reject(createUnavailableError('The database accepted no connection in time.'))
}

function rejectContention(error: unknown): never {
  throw isContention(error) ? new ContentionError(error) : error
}
