/** The apps of the emulated developer, at every store. The credentials name the first; the second uses the same keys. */
export const mainAppId = 'com.example.arcade'
export const liteAppId = 'com.example.arcade.lite'

export type DeveloperAppId = typeof mainAppId | typeof liteAppId

export function isDeveloperApp(appId: unknown): appId is DeveloperAppId {
  return appId === mainAppId || appId === liteAppId
}
