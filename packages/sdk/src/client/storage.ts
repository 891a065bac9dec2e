import { CoinslotError } from '../core/coinslot-error.ts'
import { withTimeout, type Schedule } from '../core/time.ts'

type Awaitable<Value> = Value | Promise<Value>

/** A storage of texts that survives the app: `localStorage`, AsyncStorage of React Native, or one with the same functions. */
export type CoinslotStorage = {
  /** The value of the key; null if there is none. */
  readonly getItem: (key: string) => Awaitable<string | null>
  /** Stores the value. It throws if it cannot. */
  readonly setItem: (key: string, value: string) => Awaitable<unknown>
  /** Removes the value, if there is one. */
  readonly removeItem: (key: string) => Awaitable<unknown>
} & (
  | {
      /** All keys of the storage. */
      readonly getAllKeys: () => Awaitable<readonly string[]>
    }
  | {
      readonly length: number
      /** The key at the position, from 0; null if there is none. */
      readonly key: (index: number) => string | null
    }
)

/** Storage that ends with the process, for tests and programs without players. */
export function memoryStorage(): CoinslotStorage {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => values.set(key, value),
    removeItem: (key) => values.delete(key),
    getAllKeys: () => [...values.keys()],
  }
}

/** `localStorage` where the platform has it and lets the page use it. */
export function findDefaultStorage(): CoinslotStorage | null {
  try {
    return (globalThis as { readonly localStorage?: CoinslotStorage }).localStorage ?? null
  } catch {
    return null
  }
}

/** Storage whose calls always end: each throws STORAGE_UNAVAILABLE if it fails or takes too long. */
export type SafeStorage = {
  readonly get: (key: string) => Promise<string | null>
  readonly set: (key: string, value: string) => Promise<void>
  readonly remove: (key: string) => Promise<void>
  readonly keys: () => Promise<readonly string[]>
}

export function createSafeStorage(
  storage: CoinslotStorage | null,
  { schedule, timeoutMs }: { readonly schedule: Schedule; readonly timeoutMs: number },
): SafeStorage {
  const call = async <Result>(use: (storage: CoinslotStorage) => Awaitable<Result>): Promise<Result> => {
    try {
      if (storage === null) throw new Error('Set the option `storage`.')
      return await withTimeout(
        schedule,
        timeoutMs,
        () => use(storage),
        () => {
          throw new Error('No answer.')
        },
      )
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new CoinslotError('STORAGE_UNAVAILABLE', `The storage failed: ${reason}`, {
        retryable: true,
        cause,
      })
    }
  }
  return {
    get: (key) => call((used) => used.getItem(key)),
    set: async (key, value) => {
      await call((used) => used.setItem(key, value))
    },
    remove: async (key) => {
      await call((used) => used.removeItem(key))
    },
    keys: () => call(listKeys),
  }
}

function listKeys(storage: CoinslotStorage): Awaitable<readonly string[]> {
  if ('getAllKeys' in storage) return storage.getAllKeys()
  return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
}
