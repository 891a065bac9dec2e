/** Route options that name the operation of the store's API, which faults refer to. */
export function operationConfig<Operation extends string>(
  operation: Operation,
): { config: { operation: Operation } } {
  return { config: { operation } }
}
