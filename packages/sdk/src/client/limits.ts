/** Times after which the client stops to wait, in milliseconds. */
export type ClientTimeouts = {
  /** One attempt of a call to the server, or of the app for a user token. Default 15,000. */
  readonly requestMs: number
  /** The open payment sheet. Default 600,000. */
  readonly sheetMs: number
  /** A report of the store after the sheet was closed. Default 10,000. */
  readonly reportMs: number
  /** Any other call of the bridge. Default 10,000. */
  readonly bridgeMs: number
  /** A call of the storage. Default 5,000. */
  readonly storageMs: number
}

/** The result of the task, or of `onTimeout` if the task takes longer than the named time: by default an error. */
export type Limit = <Result>(
  name: keyof ClientTimeouts,
  task: () => Result | Promise<Result>,
  onTimeout?: () => Result,
) => Promise<Result>
