import type { Mail } from '../../services/mailer.ts'

const texts = {
  INVITATION: {
    subject: 'Coinslot 초대 / Invitation to Coinslot',
    ko: 'Coinslot 운영자로 초대되었습니다. 아래 링크에서 이름과 비밀번호를 정하세요.',
    en: 'You are invited as an operator of Coinslot. Open the link to set your name and password.',
  },
  PASSWORD_RESET: {
    subject: 'Coinslot 비밀번호 재설정 / Reset your Coinslot password',
    ko: '아래 링크에서 새 비밀번호를 정하세요. 요청한 적이 없다면 이 메일을 무시하세요.',
    en: 'Open the link to set a new password. Ignore this mail if you did not request it.',
  },
} as const

/** The mail with a one-time link, in Korean and English. */
export function createLinkMail(kind: keyof typeof texts, url: string, expiresAt: Date): Omit<Mail, 'to'> {
  const { subject, ko, en } = texts[kind]
  const until = `${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return {
    subject,
    text: [
      `${ko}\n한 번만 사용할 수 있으며 ${until}까지 유효합니다.`,
      url,
      `${en}\nIt can be used once, until ${until}.`,
      '',
    ].join('\n\n'),
  }
}
