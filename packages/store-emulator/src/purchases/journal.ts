import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/**
 * An append-only file of JSON lines. Each line is passed to the operating system before `append` returns, so a killed
 * process loses nothing. A last line that a crash of the machine left incomplete is dropped at the next start.
 */
export type Journal = {
  /** All entries in order. Must be called before the first `append`. */
  read: () => unknown[]
  append: (entry: object) => void
  /** Replaces the whole file atomically: after a crash either the old or the new content exists. */
  rewrite: (entries: object[]) => void
  close: () => void
}

export function openJournal(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let file: number | undefined

  const close = (): void => {
    if (file === undefined) return
    fsyncSync(file)
    closeSync(file)
    file = undefined
  }

  return {
    read: () => (existsSync(path) ? parseLines(path, readFileSync(path, 'utf8')) : []),
    append: (entry) => {
      file ??= openSync(path, 'a', 0o600)
      writeSync(file, toLine(entry))
    },
    rewrite: (entries) => {
      close()
      const temporaryPath = `${path}.new`
      const temporaryFile = openSync(temporaryPath, 'w', 0o600)
      for (const entry of entries) writeSync(temporaryFile, toLine(entry))
      fsyncSync(temporaryFile)
      closeSync(temporaryFile)
      renameSync(temporaryPath, path)
    },
    close,
  }
}

function toLine(entry: object): string {
  return `${JSON.stringify(entry)}\n`
}

function parseLines(path: string, text: string): unknown[] {
  const lines = text.split('\n')
  const lastIndex = lines.findLastIndex((line) => line !== '')
  const entries: unknown[] = []
  for (const [index, line] of lines.slice(0, lastIndex + 1).entries()) {
    try {
      entries.push(JSON.parse(line))
    } catch (cause) {
      if (index === lastIndex) break
      const message = `${path} line ${String(index + 1)} is not JSON; delete the file to start without purchases`
      throw new Error(message, { cause })
    }
  }
  return entries
}
