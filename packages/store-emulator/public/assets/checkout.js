import { call, copyText } from './control.js'

const outcomeMessages = {
  PAID: 'The purchase is paid. The app receives this receipt:',
  PENDING: 'The payment is pending. Complete or cancel it on the page of the emulator.',
  DECLINED: 'The purchase was declined. The app receives no receipt.',
}

const byId = (id) => document.getElementById(id)
const { store, productId, accountToken, returnUrl, openerOrigin, checkoutId, hasQuantity } =
  byId('checkout').dataset
// Of the stores, Google Play lets the customer choose how many.
byId('quantity-choice').hidden = hasQuantity !== 'true'

async function buy(outcome) {
  setDisabled(true)
  const message = byId('message')
  try {
    const quantity = byId('quantity').valueAsNumber
    const input = { store, productId, outcome, quantity, ...(accountToken ? { accountToken } : {}) }
    const purchase = await call('POST', 'purchases', input)
    message.className = ''
    message.textContent = outcomeMessages[outcome]
    byId('choices').hidden = true
    showReceipt(purchase.receipt)
    showReturn(purchase, outcome)
    reportToOpener(purchase, outcome)
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

/** The receipt is passed in the fragment, which browsers do not send to servers, so it appears in no log. */
function showReturn({ id, receipt }, outcome) {
  if (!returnUrl) return
  const target = new URL(returnUrl)
  target.searchParams.set('purchaseId', id)
  target.searchParams.set('outcome', outcome)
  if (receipt !== null) target.hash = new URLSearchParams({ receipt: JSON.stringify(receipt) }).toString()
  byId('return-link').href = target.href
  byId('return').hidden = false
}

/** Sends the receipt to the page that opened this one, if that has the origin it named: the browser checks it. */
function reportToOpener({ id: purchaseId, receipt }, outcome) {
  if (!openerOrigin || window.opener === null) return
  const message = { type: 'coinslot-checkout', checkoutId, purchaseId, outcome, receipt }
  window.opener.postMessage(message, openerOrigin)
}

function setDisabled(disabled) {
  for (const button of document.querySelectorAll('[data-outcome]')) button.disabled = disabled
}

for (const button of document.querySelectorAll('[data-outcome]')) {
  button.onclick = () => buy(button.dataset.outcome)
}
