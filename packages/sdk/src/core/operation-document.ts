declare const types: unique symbol

/** The text of a GraphQL operation, which knows the types of its result and its variables. */
export type OperationDocument<Data, Variables> = string & {
  readonly [types]?: { readonly data: Data; readonly variables: Variables }
}
