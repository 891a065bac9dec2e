import { StoreMisconfiguredError, StoreUnavailableError } from '../../stores/contract/store-adapter.ts'

/** Whether a store could not be called: it is unavailable, or an operator has to change the connection. */
export function isStoreError(error: unknown): error is StoreUnavailableError | StoreMisconfiguredError {
  return error instanceof StoreUnavailableError || error instanceof StoreMisconfiguredError
}
