import type { ProblemCode } from '@paddock/model'

/** For each code: what it means, and what to do about it. A new code does not compile until somebody has thought about it. */
export const problemAdvice: Readonly<Record<ProblemCode, { means: string; todo: string }>> = {
  'invalid-input': {
    means: 'Some field of the request is missing, unknown, or not of the form that it should have.',
    todo: 'Look at `errors`: each names a field by a JSON pointer and says how it must be.',
  },
  'not-signed-in': {
    means:
      'The request carries no session, or one that has ended: by signing out, by age, or because the password was changed.',
    todo: 'Sign in, and send the token that this answers.',
  },
  'wrong-credentials': {
    means: 'There is no such person at this door, or the password is another one. Which of them is not told.',
    todo: 'Check tenant, e-mail address and password. Operators leave the tenant out.',
  },
  'code-needed': {
    means: 'The password is right, and the account has a second factor.',
    todo: 'Sign in again with `code`: six digits of the device, or a recovery code.',
  },
  'too-many-attempts': {
    means:
      'There were more attempts than are let through in a while: requests from one address, or passwords for one account.',
    todo: 'Wait for as long as `Retry-After` says.',
  },
  'not-allowed': {
    means: 'You may see the thing, but your roles do not let you do this to it.',
    todo: 'Ask an administrator of your tenant, or of the project, for the role.',
  },
  'not-in-person': {
    means: 'The request came with an API token, and only its owner may do this, signed in.',
    todo: 'Sign in as a person, and do it there.',
  },
  'wrong-origin': {
    means: 'A browser sent the request on behalf of another site, which Paddock’s cookie must never act for.',
    todo: 'Use the portal at its own address. Programs send the token in the `Authorization` header and no `Origin`.',
  },
  'not-found': {
    means: 'There is no such thing, or none that you may see: the two are not told apart.',
    todo: 'Check the id, and who you are signed in as.',
  },
  'method-not-allowed': {
    means: 'The address exists, but not for this method.',
    todo: 'See the `Allow` header, or the list of endpoints.',
  },
  'name-taken': {
    means: 'Something of its kind has that name already where names must differ.',
    todo: 'Choose another name.',
  },
  'not-now': {
    means: 'The state that the thing is in does not allow this, such as starting a machine that is just stopping.',
    todo: 'The `detail` says what it waits for. Watch the state, and ask again.',
  },
  'in-use': {
    means: 'Something still needs the thing, such as an interface that is on a network.',
    todo: 'Remove what the `detail` names first.',
  },
  'address-taken': {
    means: 'The IP address, MAC address or range is already used in this lab.',
    todo: 'Choose another, or leave it out to get a free one.',
  },
  'no-free-address': {
    means: 'Every address of the network is taken.',
    todo: 'Give the network a larger range, or remove an interface.',
  },
  'not-ready': {
    means: 'An image that it needs is still being made.',
    todo: 'Watch the template or the file: its state and progress tell how far it is.',
  },
  'key-reused': {
    means: 'The `Idempotency-Key` was used before, with a request that was another one.',
    todo: 'Use a new key for every new request, and the old one only to repeat the very same.',
  },
  'changed-meanwhile': {
    means: 'The thing is not at the revision any more that `If-Match` names: somebody changed it after you looked.',
    todo: 'Fetch it anew, look at what changed, and ask again with its new revision.',
  },
  'too-large': {
    means: 'The body of the request is larger than is taken.',
    todo: 'Send less at once.',
  },
  'unsupported-media-type': {
    means: 'The body is of another kind than JSON.',
    todo: 'Send JSON with `Content-Type: application/json`.',
  },
  'quota-exceeded': {
    means:
      'It would take more than the tenant, the project or the lab’s owner may have. The detail says of what, how much, and whose limit it is.',
    todo: 'Stop or delete something, ask for less, or ask for a higher limit: an administrator for yours or the project’s, the operator for the tenant’s.',
  },
  'limit-reached': {
    means: 'It would be more than a limit allows. The `detail` names the limit and what is used.',
    todo: 'Use less, or ask for a higher limit.',
  },
  'memory-unfit': {
    means:
      'The machine has stored memory, and the host that holds it is made of something else than what it was saved with: QEMU, board, processor or accelerator. The `detail` says of what.',
    todo: 'Start it cold (`cold`, `--cold`): it gives up the memory and boots from the disks of that instant. Or go back to what the host had.',
  },
  'no-agent': {
    means: 'The guest agent in the machine does not answer: it is not installed, not started yet, or hangs.',
    todo: 'Wait until the guest is up. If it is, install and start qemu-guest-agent in it.',
  },
  'guest-command-timeout': {
    means: 'The program in the guest did not end within its time. It may still go on.',
    todo: 'Give it more time with `timeoutSeconds`, or start it in the background of the guest.',
  },
  'guest-crashed': {
    means: 'The system in the machine reported that it crashed, such as a kernel panic or a blue screen.',
    todo: 'Look at its screen or serial console for why, then reset or start it again.',
  },
  'no-capacity': {
    means: 'No host has room for the machine: memory, processors or disk.',
    todo: 'Stop what is not needed, give the machine less memory, or add a host.',
  },
  'disk-full': {
    means:
      'The disk of the host has no room. A machine that writes is paused and goes on by itself; a snapshot or copy that found none was given up and keeps nothing.',
    todo: 'Delete snapshots, labs or templates that nobody needs, or give the host a larger disk.',
  },
  'start-failed': {
    means: 'A step of the machine’s start failed on its host. The reason names the step.',
    todo: 'Start it again. If it fails again, the host’s log tells more under the run’s id.',
  },
  'host-unreachable': {
    means: 'The host of the machine does not answer. What runs there may go on.',
    todo: 'Try again shortly; `Retry-After` says when. If it stays so, look after the host.',
  },
  'snapshot-failed': {
    means: 'A snapshot of running machines could not be taken. The machines go on, and nothing of it was kept.',
    todo: 'Take another. If that fails as well, the host’s log says why.',
  },
  'image-not-made': {
    means: 'An image of the library could not be made on a host.',
    todo: 'Look at the template’s or file’s reason: often it is room on the disk or the way to Debian’s archive.',
  },
  'provider-failed': {
    means: 'The identity provider of the tenant could not be asked, or did not answer as agreed.',
    todo: 'Begin again. If it stays so, compare issuer, client and redirect address with what the provider has.',
  },
  'not-available': {
    means: 'Paddock is starting, stopping, or has lost its database.',
    todo: 'Try again shortly. `/readyz` tells when it is back.',
  },
  bug: {
    means:
      'Something happened that Paddock’s makers did not think of. Nothing was half done: what was begun is finished or undone.',
    todo: 'Report it with the `requestId`.',
  },
}
