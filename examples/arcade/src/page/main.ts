import { openArcade } from './arcade.ts'
import { byId, showError } from './dom.ts'
import { drawPoster } from './game-screen.ts'
import { coin, coinColors, createPicture, toWord } from './pixels.ts'
import { findSession, logIn, logOut } from './server-calls.ts'
import { createTranslation } from './translation.ts'

/** Shows the log-in, or the arcade of the player who is logged in. */
async function main(): Promise<void> {
  byId('logo').append(
    createPicture(coin, coinColors),
    createPicture(toWord('COMET RUN'), { '#': 'currentColor' }),
  )
  const translation = createTranslation()
  byId('log-out').onclick = () => void logOut().then(() => location.reload())
  const session = await findSession()
  if (session !== null) {
    openArcade(session, translation)
    return
  }
  drawPoster(byId('poster', HTMLCanvasElement))
  const form = byId('log-in', HTMLFormElement)
  const name = byId('name', HTMLInputElement)
  form.hidden = false
  form.onsubmit = (event) => {
    event.preventDefault()
    void logIn(name.value.trim()).then((opened) => {
      if (opened === null) {
        showError(name, translation.texts().nameRejected)
        return
      }
      form.hidden = true
      openArcade(opened, translation)
    })
  }
  name.oninput = () => showError(name, '')
}

void main()
