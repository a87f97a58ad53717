import type { Noun } from './frame/build.ts'
import { assetVerbs } from './verbs/asset.ts'
import { auditVerbs } from './verbs/audit.ts'
import { completionVerbs } from './verbs/completion.ts'
import { consoleVerbs } from './verbs/console.ts'
import { diskVerbs } from './verbs/disk.ts'
import { doorVerbs } from './verbs/door.ts'
import { eventVerbs } from './verbs/event.ts'
import { hostVerbs } from './verbs/host.ts'
import { interfaceVerbs } from './verbs/interface.ts'
import { invitationVerbs } from './verbs/invitation.ts'
import { labVerbs } from './verbs/lab.ts'
import { labLookVerbs } from './verbs/lab-look.ts'
import { labPowerVerbs } from './verbs/lab-power.ts'
import { mailVerbs } from './verbs/mail.ts'
import { networkVerbs } from './verbs/network.ts'
import { passwordVerbs } from './verbs/password.ts'
import { projectVerbs } from './verbs/project.ts'
import { quotaVerbs } from './verbs/quota.ts'
import { sessionVerbs } from './verbs/session.ts'
import { signInVerbs } from './verbs/sign-in.ts'
import { revertVerbs, snapshotVerbs } from './verbs/snapshot.ts'
import { templateVerbs } from './verbs/template.ts'
import { templateVersionVerbs } from './verbs/template-version.ts'
import { tenantVerbs } from './verbs/tenant.ts'
import { tokenVerbs } from './verbs/token.ts'
import { totpVerbs } from './verbs/totp.ts'
import { trashVerbs } from './verbs/trash.ts'
import { usageVerbs } from './verbs/usage.ts'
import { userVerbs } from './verbs/user.ts'
import { userSessionVerbs } from './verbs/user-session.ts'
import { vmVerbs } from './verbs/vm.ts'
import { vmPowerVerbs } from './verbs/vm-power.ts'
import { vmUseVerbs } from './verbs/vm-use.ts'
import { wayVerbs } from './verbs/way.ts'

/** Every command, by noun. Those without one are about the command itself. */
export const nouns: readonly Noun[] = [
  {
    name: '',
    says: 'Signing in, what is used, and the command itself.',
    verbs: [...signInVerbs, ...usageVerbs, ...completionVerbs],
  },
  { name: 'template', says: 'Labs made still, to make labs from.', verbs: [...templateVerbs, ...templateVersionVerbs] },
  {
    name: 'lab',
    says: 'Machines and networks that live together.',
    verbs: [...labVerbs, ...labPowerVerbs, ...labLookVerbs, ...revertVerbs],
  },
  { name: 'snapshot', says: 'Labs as they were at one instant.', verbs: snapshotVerbs },
  { name: 'trash', says: 'What was deleted and can still be restored.', verbs: trashVerbs },
  { name: 'vm', says: 'Machines of a lab.', verbs: [...vmVerbs, ...vmPowerVerbs, ...vmUseVerbs, ...consoleVerbs] },
  { name: 'disk', says: 'Disks of a machine.', verbs: diskVerbs },
  { name: 'network', says: 'Networks of a lab.', verbs: networkVerbs },
  { name: 'interface', says: 'What joins a machine to a network.', verbs: interfaceVerbs },
  { name: 'asset', says: 'Files of the library.', verbs: assetVerbs },
  { name: 'project', says: 'People and labs that belong together.', verbs: projectVerbs },
  { name: 'user', says: 'The people of a tenant.', verbs: [...userVerbs, ...userSessionVerbs] },
  { name: 'door', says: 'How the people of a tenant sign in.', verbs: doorVerbs },
  { name: 'session', says: 'Where you are signed in.', verbs: sessionVerbs },
  { name: 'password', says: 'Your password.', verbs: passwordVerbs },
  { name: 'totp', says: 'Your second factor: codes of your own device.', verbs: totpVerbs },
  {
    name: 'invitation',
    says: 'Who may make themselves an account, by a link that was sent to them.',
    verbs: invitationVerbs,
  },
  { name: 'way', says: 'Ways in besides passwords: OpenID Connect.', verbs: wayVerbs },
  { name: 'mail', says: 'Letters that the installation sends.', verbs: mailVerbs },
  { name: 'token', says: 'What your programs sign in with.', verbs: tokenVerbs },
  { name: 'tenant', says: 'Customers of the installation.', verbs: tenantVerbs },
  { name: 'host', says: 'What Paddock runs on.', verbs: hostVerbs },
  { name: 'quota', says: 'How much may be had.', verbs: quotaVerbs },
  { name: 'audit', says: 'Who did what.', verbs: auditVerbs },
  { name: 'event', says: 'What changes, as it changes.', verbs: eventVerbs },
]
