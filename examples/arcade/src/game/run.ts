import { nextRandom } from './random.ts'

/** The size of the screen in pixels of the game. */
export const world = { width: 320, height: 180 }

/** Everything that flies towards the ship. */
export type Body = {
  readonly kind: 'comet' | 'star'
  readonly x: number
  readonly y: number
  readonly radius: number
  /** Pixels per step. */
  readonly speed: number
}

/** One run of the game. It is a value: `step` returns the next one, and the same inputs give the same run. */
export type Run = {
  readonly tick: number
  readonly shipY: number
  readonly velocity: number
  readonly bodies: readonly Body[]
  readonly stars: number
  /** Hits that the ship survives. */
  readonly shields: number
  /** The ship cannot be hit before this step. */
  readonly safeUntil: number
  readonly isOver: boolean
  readonly random: number
}

export const stepsPerSecond = 60
export const shipX = 56
const shipRadius = 5
const safeSteps = 90
const gravity = 0.09
const thrust = 0.2
const maxVelocity = 2.3
const starScore = 25

export const startRun = ({
  seed,
  shields = 0,
}: {
  readonly seed: number
  readonly shields?: number
}): Run => ({
  tick: 0,
  shipY: world.height / 2,
  velocity: 0,
  bodies: [],
  stars: 0,
  shields,
  safeUntil: 0,
  isOver: false,
  random: seed,
})

export const scoreOf = ({ tick, stars }: Run): number => Math.floor(tick / 6) + stars * starScore

/** One sixtieth of a second. The ship rises while the button is held, and falls otherwise. */
export function step(run: Run, isThrusting: boolean): Run {
  if (run.isOver) return run
  const moved = moveShip(run, isThrusting)
  const flown = run.bodies
    .map((body) => ({ ...body, x: body.x - body.speed }))
    .filter(({ x, radius }) => x > -radius)
  const caught = flown.filter((body) => body.kind === 'star' && touches(moved.shipY, body))
  const next = addBodies({
    ...moved,
    tick: run.tick + 1,
    stars: run.stars + caught.length,
    bodies: flown.filter((body) => !caught.includes(body)),
  })
  const isHit = next.bodies.some((body) => body.kind === 'comet' && touches(next.shipY, body))
  return isHit && next.tick >= next.safeUntil ? hitShip(next) : next
}

function moveShip(run: Run, isThrusting: boolean): Run {
  const pull = run.velocity + (isThrusting ? -thrust : gravity)
  const velocity = Math.max(-maxVelocity, Math.min(maxVelocity, pull))
  const shipY = Math.max(shipRadius, Math.min(world.height - shipRadius, run.shipY + velocity))
  // The edges of the screen stop the ship, and do not hurt it.
  return { ...run, shipY, velocity: shipY === run.shipY + velocity ? velocity : 0 }
}

function hitShip(run: Run): Run {
  if (run.shields === 0) return { ...run, isOver: true }
  return { ...run, shields: run.shields - 1, safeUntil: run.tick + safeSteps }
}

const touches = (shipY: number, { x, y, radius }: Body): boolean =>
  (x - shipX) ** 2 + (y - shipY) ** 2 < (radius + shipRadius - 1) ** 2

/** Comets come in shorter intervals and faster the longer the run lasts. */
function addBodies(run: Run): Run {
  const { tick } = run
  const interval = Math.max(16, 48 - Math.floor(tick / 90))
  const withComet = tick % interval === 0 ? addBody(run, 'comet') : run
  return tick % 55 === 0 ? addBody(withComet, 'star') : withComet
}

function addBody(run: Run, kind: Body['kind']): Run {
  const place = nextRandom(run.random)
  const size = nextRandom(place.state)
  const pace = nextRandom(size.state)
  const radius = kind === 'star' ? 5 : 6 + Math.floor(size.value * 8)
  const speed = kind === 'star' ? 1.5 : 1.5 + pace.value * 0.9 + Math.min(1.8, run.tick / 2_400)
  const y = Math.round(radius + place.value * (world.height - 2 * radius))
  const body = { kind, x: world.width + radius, y, radius, speed }
  return { ...run, bodies: [...run.bodies, body], random: pace.state }
}
