import { nextRandom } from '../game/random.ts'
import { scoreOf, shipX, world, type Body, type Run } from '../game/run.ts'
import { auroraColors, paint, ship, shipColors, star, starColors, toWord } from './pixels.ts'

type Canvas = CanvasRenderingContext2D

export type Look = { readonly hasAurora: boolean; readonly isCalm: boolean; readonly hasScore: boolean }

const sky = ['#0b0d20', '#10122c', '#171638', '#201a47', '#2c1f57', '#3d2568', '#552d78', '#733784']
const distantStars = createStars(90)
const ridges = [
  { color: '#2a1a4e', height: 34, speed: 0.25, seed: 3 },
  { color: '#1a1236', height: 20, speed: 0.6, seed: 11 },
] as const

/** Draws one moment of the game. Calm pictures have a background that stands still. */
export function drawRun(canvas: Canvas, run: Run, look: Look): void {
  const time = look.isCalm ? 0 : run.tick
  drawSky(canvas, time)
  for (const ridge of ridges) drawRidge(canvas, ridge, time)
  for (const body of run.bodies) drawBody(canvas, body, time)
  drawShip(canvas, run, look)
  if (look.hasScore) drawScore(canvas, run)
}

function drawScore(canvas: Canvas, run: Run): void {
  const score = toWord(String(scoreOf(run)))
  const width = (score[0]?.length ?? 0) * 2
  paint(canvas, { sprite: score, colors: { '#': '#0b0d20' }, scale: 2 }, [world.width - width - 9, 11])
  paint(canvas, { sprite: score, colors: { '#': '#ffffff' }, scale: 2 }, [world.width - width - 10, 10])
}

function drawSky(canvas: Canvas, time: number): void {
  const band = Math.ceil(world.height / sky.length)
  sky.forEach((color, index) => {
    canvas.fillStyle = color
    canvas.fillRect(0, index * band, world.width, band)
    // Every other pixel of the next color softens the edge between two bands.
    canvas.fillStyle = sky[index + 1] ?? color
    for (let x = 0; x < world.width; x += 2) canvas.fillRect(x + (index % 2), (index + 1) * band - 2, 1, 1)
  })
  for (const { x, y, depth } of distantStars) {
    canvas.fillStyle = depth > 0.7 ? '#ffffff' : depth > 0.35 ? '#9aa6e0' : '#566099'
    const left = (((x - time * (0.08 + depth * 0.3)) % world.width) + world.width) % world.width
    canvas.fillRect(Math.round(left), y, 1, 1)
  }
  drawPlanet(canvas)
}

function drawPlanet(canvas: Canvas): void {
  const [centerX, centerY, radius] = [252, 44, 22]
  for (let y = -radius; y <= radius; y += 1) {
    const half = Math.floor(Math.sqrt(radius ** 2 - y ** 2))
    canvas.fillStyle = y < -8 ? '#ffb36b' : y < 2 ? '#f58a6c' : y < 10 ? '#d4617f' : '#9c4688'
    canvas.fillRect(centerX - half, centerY + y, half * 2, 1)
  }
  canvas.fillStyle = '#ffe0a3'
  canvas.fillRect(centerX - 32, centerY + 4, 64, 2)
  canvas.fillStyle = '#c9769a'
  canvas.fillRect(centerX - 27, centerY + 7, 54, 1)
}

function drawRidge(
  canvas: Canvas,
  { color, height, speed, seed }: (typeof ridges)[number],
  time: number,
): void {
  canvas.fillStyle = color
  for (let x = 0; x < world.width; x += 2) {
    const place = (x + time * speed + seed * 40) / 26
    const level = (Math.sin(place) + Math.sin(place * 2.3 + seed) * 0.5 + 1.5) / 3
    const top = Math.round((height * (0.35 + level * 0.65)) / 2) * 2
    canvas.fillRect(x, world.height - top, 2, top)
  }
}

function drawBody(canvas: Canvas, { kind, x, y, radius, speed }: Body, time: number): void {
  if (kind === 'star') {
    const bounce = Math.round(Math.sin(time / 8 + x / 20))
    paint(canvas, { sprite: star, colors: starColors }, [x - 4, y - 4 + bounce])
    return
  }
  const length = radius * 2 + speed * 8
  for (let distance = length; distance > 0; distance -= 3) {
    const share = distance / length
    const half = Math.max(1, Math.round(radius * (1 - share) * 0.9))
    canvas.fillStyle = share < 0.3 ? '#ffd75e' : share < 0.6 ? '#ff8a4c' : '#c03d6b'
    const jitter = Math.round(Math.sin(time / 3 + distance) * 1.4)
    canvas.fillRect(Math.round(x + distance), Math.round(y - half + jitter), 3, half * 2)
  }
  for (let row = -radius; row <= radius; row += 1) {
    const half = Math.floor(Math.sqrt(radius ** 2 - row ** 2))
    const [left, top] = [Math.round(x - half), Math.round(y + row)]
    canvas.fillStyle = '#3f3350'
    canvas.fillRect(left, top, half * 2, 1)
    canvas.fillStyle = row < radius / 4 ? '#9a86a8' : '#6d5b7f'
    canvas.fillRect(left + 1, top, Math.max(0, half * 2 - 3), 1)
  }
  canvas.fillStyle = '#3f3350'
  canvas.fillRect(Math.round(x - radius / 2), Math.round(y - radius / 3), 3, 2)
  canvas.fillRect(Math.round(x + radius / 5), Math.round(y + radius / 5), 2, 2)
  canvas.fillRect(Math.round(x - radius / 6), Math.round(y + radius / 2), 2, 1)
}

function drawShip(
  canvas: Canvas,
  { shipY, tick, velocity, safeUntil, shields, isOver }: Run,
  look: Look,
): void {
  const [left, top] = [shipX - 11, Math.round(shipY) - 7]
  if (isOver) {
    drawExplosion(canvas, shipY)
    return
  }
  // A ship that was hit blinks while it is safe.
  if (tick < safeUntil && !look.isCalm && Math.floor(tick / 5) % 2 === 0) return
  const flames = look.hasAurora ? ['#63f2c1', '#8b6cff', '#ff6fb0'] : ['#fff3b8', '#ffcb47', '#ff7a3c']
  const length = (velocity < 0 ? 10 : 5) + (look.isCalm ? 0 : (tick >> 2) % 3)
  flames.forEach((color, index) => {
    canvas.fillStyle = color
    canvas.fillRect(left - length + index * 2, top + 4 + index, length - index * 2, 6 - index * 2)
  })
  paint(canvas, { sprite: ship, colors: look.hasAurora ? auroraColors : shipColors }, [left, top])
  if (shields > 0) drawRing(canvas, shipX, shipY, '#63f2c1')
}

function drawExplosion(canvas: Canvas, shipY: number): void {
  for (let index = 0; index < 26; index += 1) {
    const angle = index * 2.4
    const distance = 3 + index * 0.8
    canvas.fillStyle = ['#fff3b8', '#ffcb47', '#ff7a3c', '#c03d6b'][index % 4] ?? ''
    const size = 5 - Math.floor(index / 7)
    canvas.fillRect(
      Math.round(shipX + Math.cos(angle) * distance),
      Math.round(shipY + Math.sin(angle) * distance),
      size,
      size,
    )
  }
}

function drawRing(canvas: Canvas, centerX: number, centerY: number, color: string): void {
  canvas.fillStyle = color
  for (let part = 0; part < 36; part += 1) {
    if (part % 3 === 2) continue
    const angle = (part / 36) * Math.PI * 2
    canvas.fillRect(
      Math.round(centerX + Math.cos(angle) * 18),
      Math.round(centerY + Math.sin(angle) * 13),
      1,
      1,
    )
  }
}

function createStars(count: number) {
  let random = 5
  const next = () => {
    const { value, state } = nextRandom(random)
    random = state
    return value
  }
  return Array.from({ length: count }, () => ({
    x: Math.floor(next() * world.width),
    y: Math.floor(next() * world.height * 0.8),
    depth: next(),
  }))
}
