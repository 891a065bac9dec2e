import { runWriteLoad } from '../feed/write-load.ts'

/** Writes until it is killed, possibly in an open transaction. */
const [databaseUrl, appId] = process.argv.slice(2)
if (databaseUrl === undefined || appId === undefined) {
  throw new Error('usage: feed-writer-process.ts <database> <AppKey>')
}
await runWriteLoad(databaseUrl, appId, new AbortController().signal)
