import { findTexts } from './checkout-texts.js'
import { call, copyText, element } from './control.js'

const openerCheckMs = 300

const byId = (id) => document.getElementById(id)
const { store, productId, accountToken, customer, returnUrl, openerOrigin, checkoutId, ...data } =
  byId('checkout').dataset
const offer = JSON.parse(data.offer)
const texts = findTexts()
const oneTimePrice = byId('price').textContent
/** What is sold; null for a product that is sold once. */
let plan = offer?.plan ?? null

document.documentElement.lang = texts.language
for (const translated of document.querySelectorAll('[data-text]')) {
  translated.textContent = texts[translated.dataset.text]
}

function showTerms() {
  const current = offer?.current ?? null
  // Of the stores, Google Play lets the customer choose how many.
  byId('quantity-choice').hidden = data.hasQuantity !== 'true' || plan !== null
  byId('price').textContent = plan === null ? oneTimePrice : texts.planPrice(plan)
  showText('trial', plan?.trial ? texts.trial(texts.lengths[plan.trial]) : null)
  showText('renewal', plan === null ? null : texts.renewal)
  showText('change', plan === null || current === null ? null : describeChange(current))
  const [buy, buyLater] = document.querySelectorAll('[data-outcome]')
  const name =
    plan === null ? 'buy' : current !== null ? 'changePlan' : plan.trial ? 'startTrial' : 'subscribe'
  buy.textContent = texts[name]
  buyLater.hidden = plan !== null && current !== null
}

const describeChange = (current) =>
  offer.changesAtRenewal
    ? texts.changesLater(current.productId, texts.formatDate(current.paidUntil))
    : texts.changesNow(current.productId)

function showText(id, text) {
  byId(id).hidden = text === null
  byId(id).textContent = text ?? ''
}

/** The emulator does not know how the product is sold, so the customer says it. */
function showPlanChoice() {
  const choices = offer?.choices ?? []
  if (choices.length === 0) return
  const toOption = (choice, index) => element('option', { value: String(index) }, texts.planPrice(choice))
  byId('plan').append(element('option', { value: '' }, texts.once), ...choices.map(toOption))
  byId('plan').onchange = () => {
    plan = choices[byId('plan').value] ?? null
    showTerms()
  }
  byId('plan-choice').hidden = false
}

/** Sells at the store, which reports nothing of a subscription that is declined. */
function sell(outcome) {
  const token = accountToken ? { accountToken } : {}
  if (plan === null) {
    const quantity = byId('quantity').valueAsNumber
    const account = customer ? { customer } : {}
    return call('POST', 'purchases', { store, productId, outcome, quantity, ...token, ...account })
  }
  if (outcome === 'DECLINED') return { id: '', receipt: null }
  const { period, amount, currencyCode, trial } = plan
  const terms = { productId, period, amount, ...token }
  if (offer.current !== null) {
    const { change, mode } = data
    const [verb, how] = store === 'APP_STORE' ? ['change-in-group', { change }] : ['change-plan', { mode }]
    return call('POST', `subscriptions/${offer.current.id}/${verb}`, { ...terms, ...how })
  }
  const offers = trial === null ? [] : [{ kind: 'TRIAL', period: trial, offerId: 'free-trial' }]
  const account = customer ? { customer } : {}
  return call('POST', 'subscriptions', { store, ...terms, outcome, currencyCode, offers, ...account })
}

async function buy(outcome) {
  setDisabled(true)
  const message = byId('message')
  try {
    const purchase = await sell(outcome)
    message.className = ''
    message.textContent = texts[outcome]
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
  byId('copy').onclick = () => copyText(byId('copy'), text, texts.copied)
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
showPlanChoice()
showTerms()
// A payment sheet belongs to its app, and ends with it.
if (openerOrigin && window.opener !== null) {
  setInterval(() => window.opener?.closed !== false && window.close(), openerCheckMs)
}
