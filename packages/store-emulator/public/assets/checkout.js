import { call, copyText } from './control.js'

const outcomeMessages = {
  PAID: 'Paid. This is what the app gets:',
  PENDING: 'The payment is pending. Complete or cancel it in the emulator.',
  DECLINED: 'Declined: the app gets nothing.',
}

const byId = (id) => document.getElementById(id)
const { store, productId, accountToken, returnUrl } = byId('checkout').dataset

async function buy(outcome) {
  setDisabled(true)
  const message = byId('message')
  try {
    const input = { store, productId, outcome, ...(accountToken ? { accountToken } : {}) }
    const purchase = await call('POST', 'purchases', input)
    message.className = ''
    message.textContent = outcomeMessages[outcome]
    byId('choices').hidden = true
    showReceipt(purchase.receipt)
    showReturn(purchase, outcome)
  } catch (error) {
    message.className = 'bad'
    message.textContent = error.message
    setDisabled(false)
  }
}

function showReceipt(receipt) {
  if (receipt === null) return
  const text = JSON.stringify(receipt)
  byId('receipt').value = text
  byId('copy').onclick = () => copyText(byId('copy'), text)
  byId('result').hidden = false
}

/** The outcome goes into the query, the receipt into the fragment, where no server's log sees it. */
function showReturn({ id, receipt }, outcome) {
  if (!returnUrl) return
  const target = new URL(returnUrl)
  target.searchParams.set('purchaseId', id)
  target.searchParams.set('outcome', outcome)
  if (receipt !== null) target.hash = new URLSearchParams({ receipt: JSON.stringify(receipt) }).toString()
  byId('return-link').href = target.href
  byId('return').hidden = false
}

function setDisabled(disabled) {
  for (const button of document.querySelectorAll('[data-outcome]')) button.disabled = disabled
}

for (const button of document.querySelectorAll('[data-outcome]')) {
  button.onclick = () => buy(button.dataset.outcome)
}
