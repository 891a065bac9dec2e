import { withErrorCode } from '../core/coinslot-error.ts'
import type { Limit } from './limits.ts'

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

/** Uses the storage. It always ends, and throws STORAGE_UNAVAILABLE if the storage fails or takes too long. */
export type StorageCall = <Result>(use: (storage: CoinslotStorage) => Awaitable<Result>) => Promise<Result>

export const createStorageCall =
  (storage: CoinslotStorage | null, limit: Limit): StorageCall =>
  (use) =>
    withErrorCode('STORAGE_UNAVAILABLE', () => {
      if (storage === null) throw new Error('Set `storage`.')
      return limit('storageMs', () => use(storage))
    })

export function listKeys(storage: CoinslotStorage): Awaitable<readonly string[]> {
  if ('getAllKeys' in storage) return storage.getAllKeys()
  return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
}
