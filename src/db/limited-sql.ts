import type { Sql } from 'postgres'
import type { QueryLimiter } from './query-limiter.ts'

/**
 * The driver's interface, whose queries run when the limiter lets them. A query starts when it is awaited; a fragment of another
 * query never is. A query that could not be sent is created anew for the next attempt.
 */
export function limitSql(sql: Sql, limiter: QueryLimiter): Sql {
  const limited = (create: () => unknown): unknown => {
    const query = create()
    return query instanceof Promise ? limitQuery(query, create, limiter) : query
  }
  return new Proxy(sql, {
    apply: (target, thisArgument, args) =>
      limited(() => Reflect.apply(target, thisArgument, args) as unknown),
    get: (target, name) =>
      name === 'unsafe'
        ? (...args: Parameters<Sql['unsafe']>) => limited(() => target.unsafe(...args))
        : (Reflect.get(target, name) as unknown),
  })
}

function limitQuery(query: Promise<unknown>, create: () => unknown, limiter: QueryLimiter): Promise<unknown> {
  const send = query.then.bind(query)
  let result: Promise<unknown> | null = null
  const start = () =>
    limiter.run((attempt) => {
      if (attempt === 0) return send((result) => result)
      // `values()` has set how the rows are returned.
      return Object.assign(create() as Promise<unknown>, { isRaw: Reflect.get(query, 'isRaw') as unknown })
    })
  const then: Promise<unknown>['then'] = (onFulfilled, onRejected) =>
    (result ??= start()).then(onFulfilled, onRejected)
  return Object.assign(query, {
    then,
    catch: (onRejected: Parameters<Promise<unknown>['catch']>[0]) => then(undefined, onRejected),
    finally: (onFinally: Parameters<Promise<unknown>['finally']>[0]) =>
      (result ??= start()).finally(onFinally),
  })
}
