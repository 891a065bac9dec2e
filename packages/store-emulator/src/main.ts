import { startEmulator } from './index.ts'

const defaultPort = 4100

function readPort(): number {
  const text = process.env['PORT'] ?? String(defaultPort)
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT must be an integer from 0 to 65535, not ${text}`)
  }
  return port
}

const dataDir = process.env['EMULATOR_DATA_DIR']
const emulator = await startEmulator({
  port: readPort(),
  logLevel: 'warn',
  ...(dataDir === undefined ? {} : { dataDir }),
})

console.log(`Store emulator     ${emulator.url}
App Store          ${emulator.credentials.appStore.productionUrl}
App Store sandbox  ${emulator.credentials.appStore.sandboxUrl}
Google Play        ${emulator.credentials.googlePlay.apiUrl}
ONE store          ${emulator.credentials.oneStore.commercialUrl}
ONE store sandbox  ${emulator.credentials.oneStore.sandboxUrl}
Test store         ${emulator.credentials.testStore.baseUrl}
Credentials        ${emulator.url}/control/credentials
Control API        ${emulator.url}/control/openapi.json
Data directory     ${dataDir ?? 'none; set EMULATOR_DATA_DIR to store keys and purchases'}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void emulator.close())
}
