/** What the page of a digital receipt says beside the receipt itself, and the e-mail that carries it. */
export const digital = {
  'digital.title': 'Receipt from {store}',
  'digital.plainTitle': 'Receipt',
  'digital.onItsWay': 'Your receipt is on its way',
  'digital.onItsWay.detail': 'The till has not sent it yet. This page looks again by itself.',
  'digital.gone': 'This receipt is not kept here any more',
  'digital.gone.detail': 'The shop can still help you with the receipt number on your paper.',
  'digital.busy': 'One moment, please',
  'digital.busy.detail': 'Too many people are asking at once. Try again in a minute.',
  'digital.mail.label': 'Send it to my e-mail address. We use it for this alone, and forget it once it is sent.',
  'digital.mail.send': 'Send',
  'digital.mail.asked': 'It is on its way to you.',
  'digital.mail.refused': 'It could not be sent. Look at the address, or keep this page.',
  'digital.mail.subject': 'Your receipt {number} from {store}',
} as const;
