import type { Config } from '../config/config.ts'
import { devFilePath, type DevFile } from '../development/data-dir.ts'

const hourMs = 60 * 60_000
/** A clock that was not advanced is not ahead at all. */
const minOffsetMs = 60_000

/** What a development server prints when it is ready. */
export function describeDevelopmentServer(
  { dataDir }: Config,
  dev: DevFile,
  clockOffsetMs: number,
): string[] {
  return [
    'Coinslot is ready.',
    `  GraphQL          ${dev.graphqlUrl}`,
    `  subscriptions    ${dev.webSocketUrl}`,
    `  store emulator   ${dev.emulatorUrl}`,
    `  AppKey           ${dev.appKey}`,
    `  server key       ${dev.serverKey}`,
    `  console          ${dev.consoleUrl}`,
    `  operator         ${dev.operator.email}  ${dev.operator.password}`,
    `  all of it is in  ${devFilePath(dataDir)}`,
    ...describeClock(dev, clockOffsetMs),
    'Ctrl-C stops everything.',
  ]
}

/** The clock of the emulator, which the server follows, keeps its advance across restarts. */
function describeClock({ emulatorUrl }: DevFile, offsetMs: number): string[] {
  if (offsetMs < minOffsetMs) return []
  return [
    `The clock of the stores and of this server is ${formatHours(offsetMs)} ahead, because it was advanced before.`,
    `  reset it with    curl -X DELETE ${emulatorUrl}/control/clock`,
  ]
}

function formatHours(ms: number): string {
  const hours = ms / hourMs
  return hours < 1 ? `${Math.round(ms / 60_000)} minutes` : `${Number(hours.toFixed(1))} hours`
}
