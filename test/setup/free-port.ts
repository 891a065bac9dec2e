import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../../src/db/embedded/spawn-supervised.ts'

/** Ports below the range of outgoing connections, so that a port stays free while its owner restarts. */
const [lowest, highest] = [12_000, 31_999]

/** Chooses a port that no other test of this machine gets before this process ends, and on which no program listens. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1))
    if (reserve(port) && (await isFree(port))) return port
  }
  throw new Error('No port is free on 127.0.0.1.')
}

export type PortOptions = {
  readonly choosePort?: () => Promise<number>
  readonly attempts?: number
}

/** Starts something on a free port, and tries another port if a program took the address after it was found free. */
export async function startOnFreePort<Started>(
  start: (port: number) => Promise<Started>,
  { choosePort = findFreePort, attempts = 5 }: PortOptions = {},
): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort()
    try {
      return await start(port)
    } catch (error) {
      if (attempt >= attempts || !isAddressInUse(error)) throw error
    }
  }
}

/** Every program reports the error of the operating system in its own words. */
function isAddressInUse(error: unknown): boolean {
  return /address (already )?in use|EADDRINUSE|port \d+ is (in use|taken)/i.test(String(error))
}

const reservations = join(tmpdir(), 'coinslot-test-ports')
const reserved = new Set<string>()

/** Notes this process in a file for the port; false if a process that is running has the port. */
function reserve(port: number): boolean {
  const file = join(reservations, String(port))
  if (reserved.size === 0) {
    mkdirSync(reservations, { recursive: true, mode: 0o777 })
    process.once('exit', () => {
      for (const each of reserved) rmSync(each, { force: true })
    })
  }
  if (!create(file) && !(removeIfOrphaned(file) && create(file))) return false
  reserved.add(file)
  return true
}

/** False if the file exists. */
function create(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    return false
  }
}

/** Removes what a process that was killed has left; false if the file belongs to a process that is running. */
function removeIfOrphaned(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    // The file is empty for a moment after its creation.
    if (pid === 0 || isAlive(pid)) return false
    rmSync(file, { force: true })
  } catch {
    // Another process has removed it.
  }
  return true
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
