import { scoreOf, startRun, step, stepsPerSecond, world, type Run } from '../game/run.ts'
import { drawRun } from './draw-run.ts'

const stepMs = 1_000 / stepsPerSecond
/** After a pause of the browser the game goes on where it was, and does not catch up. */
const maxFrameMs = 100
/** A picture for the time between two runs. */
const idleRun: Run = {
  ...startRun({ seed: 1 }),
  shipY: 92,
  bodies: [
    { kind: 'comet', x: 262, y: 132, radius: 12, speed: 2 },
    { kind: 'comet', x: 150, y: 34, radius: 7, speed: 3 },
    { kind: 'star', x: 110, y: 70, radius: 5, speed: 1 },
    { kind: 'star', x: 190, y: 88, radius: 5, speed: 1 },
  ],
}

export type GameScreen = ReturnType<typeof createGameScreen>

/** The canvas with the game: draws it, and plays runs by keyboard, mouse and touch. */
export function createGameScreen(element: HTMLCanvasElement) {
  const canvas = openCanvas(element)
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  const control = listenToButton(element)
  let hasAurora = false
  let shown = idleRun
  const draw = (run: Run) => {
    shown = run
    drawRun(canvas, run, { hasAurora, isCalm: calm.matches, hasScore: run !== idleRun })
  }
  draw(idleRun)
  return {
    setShip: (isAurora: boolean) => {
      hasAurora = isAurora
      draw(shown)
    },
    /** Plays one run, and returns its score. */
    play: async (): Promise<number> => {
      element.focus()
      let run = startRun({
        seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
        shields: hasAurora ? 1 : 0,
      })
      control.release()
      let last = await nextFrame()
      let elapsedMs = 0
      while (!run.isOver) {
        const now = await nextFrame()
        elapsedMs += Math.min(maxFrameMs, now - last)
        last = now
        for (; elapsedMs >= stepMs; elapsedMs -= stepMs) run = step(run, control.isPressed())
        draw(run)
      }
      return scoreOf(run)
    },
  }
}

/** Draws the picture of the log-in. */
export function drawPoster(element: HTMLCanvasElement): void {
  drawRun(openCanvas(element), idleRun, { hasAurora: true, isCalm: true, hasScore: false })
}

function openCanvas(element: HTMLCanvasElement): CanvasRenderingContext2D {
  const canvas = element.getContext('2d')
  if (canvas === null) throw new Error('The browser has no canvas.')
  element.width = world.width
  element.height = world.height
  return canvas
}

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))

/** The only button of the game: a key, the mouse, or a finger on the screen. */
function listenToButton(element: HTMLCanvasElement) {
  let isPressed = false
  const set = (value: boolean) => () => {
    isPressed = value
  }
  const onKey = (value: boolean) => (event: KeyboardEvent) => {
    if (document.activeElement !== element || !['Space', 'ArrowUp', 'Enter'].includes(event.code)) return
    event.preventDefault()
    isPressed = value
  }
  window.addEventListener('keydown', onKey(true))
  window.addEventListener('keyup', onKey(false))
  element.addEventListener('pointerdown', set(true))
  for (const end of ['pointerup', 'pointercancel', 'blur']) window.addEventListener(end, set(false))
  return { isPressed: () => isPressed, release: set(false) }
}
