import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildImage } from './build-image.ts'
import { findContainerObstacle } from './container.ts'

/** `npm run image -- FOLDER` executes the Dockerfile without Docker: `FOLDER/image` then has what /opt/coinslot has in the image. */
const [folder] = process.argv.slice(2)
const obstacle = folder === undefined ? 'Usage: npm run image -- FOLDER' : findContainerObstacle()
if (folder === undefined || obstacle !== null) {
  console.error(obstacle)
  process.exitCode = 1
} else {
  mkdirSync(folder, { recursive: true })
  const { files, config } = await buildImage(resolve(folder))
  const { user, environment, command, healthcheck } = config
  console.log(JSON.stringify({ files, user, environment, command, healthcheck }, null, 2))
}
