/** The passwords of at least ten characters that people choose most: what whoever guesses tries first. */
const common: ReadonlySet<string> = new Set(
  `1234567890 0123456789 0987654321 12345678910 123456789a a123456789 1q2w3e4r5t 1qaz2wsx3edc qwertyuiop qwerty1234 qwerty12345
   qwerty123456 qwertyuiop123 asdfghjkl1 zxcvbnm123 password12 password123 password1234 password12345 passwordpassword password2024
   password2025 password2026 administrator admin12345 admin123456 adminadmin welcome123 welcome1234 letmein123 letmein1234
   changeme123 changemenow iloveyou12 iloveyou123 sunshine123 princess123 football123 baseball123 superman123 trustno1234
   abcdefghij abcdefghijk abcd123456 abc1234567 monkey12345 dragon12345 michael123 unbelievable everything qazwsxedcrfv
   passw0rd123 p4ssw0rd123 correcthorsebatterystaple`.split(/\s+/),
)

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** So much of a password must be left once what everybody knows of its owner is taken out of it. */
const ownCharacters = 8

/**
 * What is wrong with a new password, in words; null when nothing is.
 *
 * Length is what counts, and that nobody guesses it first (NIST SP 800-63B, section 5.1.1.2): no rules of capitals and signs.
 */
export function passwordTrouble(password: string, known: readonly string[]): string | null {
  const text = plain(password)
  if (common.has(text)) return 'is one of the passwords that are tried first'
  if (new Set(password).size < 5) return 'must have at least 5 different characters'
  const words = known
    .flatMap(each => [each, ...each.split(/[@.\s]/)])
    .map(plain)
    .filter(word => word.length >= 3)
    .toSorted((a, b) => b.length - a.length)
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), text)
  if (rest !== text && rest.length < ownCharacters) return 'is too much like your name, e-mail address or tenant'
  return null
}
