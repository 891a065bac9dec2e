// Plain JavaScript, for failures before the log exists: an older Node, and a module that cannot be loaded.
const fatalLevel = 60

/**
 * Ends the process with the reason. A production server prints a line of JSON as its log does, everything else prints text.
 * @param {string} message
 */
export function failStart(message) {
  if (isProductionServer()) {
    const { pid } = process
    console.log(JSON.stringify({ level: fatalLevel, time: Date.now(), pid, msg: message }))
  } else {
    console.error(message)
  }
  process.exit(1)
}

/** As `selectMode` decides; only the server has the entry point `start.mjs`. */
function isProductionServer() {
  const { NODE_ENV: mode, DATABASE_URL: databaseUrl } = process.env
  const isServer = /[/\\]start\.mjs$/.test(process.argv[1] ?? '')
  return isServer && (mode ? mode === 'production' : Boolean(databaseUrl))
}
