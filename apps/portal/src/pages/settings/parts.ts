/** The parts of the settings that have an address of their own, behind `?part=`. */
export const settingsParts = ['people', 'sign-in', 'mail', 'audit'] as const
export type SettingsPart = (typeof settingsParts)[number]
