/** A letter to one person. */
export interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
}

interface Line {
  /** What the reader is told before the link. */
  readonly says: string
  readonly link: string
  readonly until: Date
}

const day = (moment: Date): string => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`

const letter = (to: string, subject: string, { says, link, until }: Line): Letter => ({
  to,
  subject,
  text: `${says}\n\n${link}\n\nThe link is good once, until ${day(until)}. If you did not expect this, do nothing.\n`,
})

/** Whom a tenant’s administrator invites. Names of people are theirs to choose: of the subject they are no part. */
export const invitationLetter = (
  to: string,
  { tenant, by, link, until }: { tenant: string; by: string; link: string; until: Date },
): Letter =>
  letter(to, `You are invited to ${tenant}`, {
    says: `${by} invites you to ${tenant} on Paddock. Set a password here:`,
    link,
    until,
  })

export const resetLetter = (to: string, { link, until }: { link: string; until: Date }): Letter =>
  letter(to, 'Set a new password', {
    says: 'Somebody, most likely you, asked for a new password. Set it here:',
    link,
    until,
  })
