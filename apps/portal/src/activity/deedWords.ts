/** What an action of the audit log is, in words that go between who did it and what with. */
const verbs: { readonly [action: string]: string } = {
  'lab.create': 'created',
  'lab.update': 'changed',
  'lab.delete': 'deleted',
  'lab.start': 'started',
  'lab.stop': 'shut down',
  'lab.power-off': 'powered off',
  'lab.reset': 'reset',
  'lab.copy': 'copied',
  'lab.revert': 'reverted',
  'snapshot.take': 'took snapshot',
  'snapshot.update': 'changed snapshot',
  'snapshot.delete': 'deleted snapshot',
  'snapshot.copy': 'started copies of snapshot',
  'template.create': 'saved as template',
  'lab.add': 'added machines of a template to',
  'vm.create': 'added machine',
  'vm.update': 'changed machine',
  'vm.delete': 'removed machine',
  'vm.start': 'started',
  'vm.stop': 'shut down',
  'vm.power-off': 'powered off',
  'vm.reset': 'reset',
  'vm.insert': 'changed the CD of',
  'vm.exec': 'ran a program in',
  'vm.screen': 'opened the screen of',
  'vm.screen-closed': 'left the screen of',
  'vm.serial': 'opened the serial console of',
  'vm.serial-closed': 'left the serial console of',
  'vm.drive': 'changed who drives',
  'vm.type': 'typed a text into',
  'vm.stop-typing': 'stopped the typing into',
  'vm.press': 'pressed keys of',
  'disk.create': 'added disk',
  'disk.update': 'grew disk',
  'disk.delete': 'removed disk',
  'network.create': 'added network',
  'network.update': 'changed network',
  'network.delete': 'removed network',
  'interface.create': 'added interface',
  'interface.update': 'changed interface',
  'interface.delete': 'removed interface',
}

const infinitives: { readonly [action: string]: string } = {
  created: 'create',
  changed: 'change',
  deleted: 'delete',
  started: 'start',
  'shut down': 'shut down',
  'powered off': 'power off',
  reset: 'reset',
  copied: 'copy',
  added: 'add',
  removed: 'remove',
  ran: 'run',
  opened: 'open',
  grew: 'grow',
  typed: 'type',
  stopped: 'stop',
  pressed: 'press',
  reverted: 'revert',
  took: 'take',
  saved: 'save',
}

/** "started", or "tried to start" for what was refused. An action that has no words yet is named as the log names it. */
export function deedWords(action: string, done: boolean): string {
  const words = verbs[action] ?? `did ${action} with`
  if (done) return words
  const past = Object.keys(infinitives).find(each => words === each || words.startsWith(`${each} `))
  return past === undefined ? `tried ${action} with` : `tried to ${infinitives[past]}${words.slice(past.length)}`
}
