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
 * An append-only file of JSON lines. Each line is handed to the operating system before `append` returns, so a killed
 * process loses nothing; a line that a crash of the machine tore is dropped at the next start.
 */
export class Journal {
  readonly #path: string
  #file: number | undefined

  constructor(path: string) {
    this.#path = path
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  }

  /** Every entry in order. Call it before the first `append`. */
  read(): unknown[] {
    if (!existsSync(this.#path)) return []
    const lines = readFileSync(this.#path, 'utf8').split('\n')
    const last = lines.findLastIndex((line) => line !== '')
    return lines
      .slice(0, last + 1)
      .flatMap((line, position) => this.#parse(line, position, position === last))
  }

  append(entry: object): void {
    this.#file ??= openSync(this.#path, 'a', 0o600)
    writeSync(this.#file, `${JSON.stringify(entry)}\n`)
  }

  /** Replaces the whole file by these entries: either the old or the new one is there after a crash. */
  rewrite(entries: object[]): void {
    this.close()
    const temporary = `${this.#path}.new`
    const file = openSync(temporary, 'w', 0o600)
    for (const entry of entries) writeSync(file, `${JSON.stringify(entry)}\n`)
    fsyncSync(file)
    closeSync(file)
    renameSync(temporary, this.#path)
  }

  close(): void {
    if (this.#file === undefined) return
    fsyncSync(this.#file)
    closeSync(this.#file)
    this.#file = undefined
  }

  #parse(line: string, position: number, isLast: boolean): unknown[] {
    try {
      const entry: unknown = JSON.parse(line)
      return [entry]
    } catch (cause) {
      if (isLast) return []
      throw new Error(
        `${this.#path} line ${String(position + 1)} is not JSON: delete the file to start empty`,
        { cause },
      )
    }
  }
}
