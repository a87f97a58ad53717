/** What a network can do for its machines, each on or off. */
export const services = [
  { key: 'dhcp', name: 'DHCP', hint: 'Gives its machines their addresses' },
  { key: 'dns', name: 'DNS', hint: 'Answers for the names of its machines, and asks the world for others' },
  { key: 'nat', name: 'NAT', hint: 'Leads outside' },
] as const
export type Service = (typeof services)[number]['key']
