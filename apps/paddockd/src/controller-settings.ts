import { type ControllerSettings, defaultSettings } from '@paddock/controller'
import type { Folders } from './folders.ts'
import type { Settings } from './settings/schema.ts'

/** The part of the settings that is the controller's; what is not set is as the controller has it. */
export function controllerSettings(settings: Settings, folders: Folders): ControllerSettings {
  return {
    ...defaultSettings,
    publicUrl: settings.publicUrl,
    trustedProxies: settings.trustedProxies,
    sessionHours: settings.sessionHours ?? defaultSettings.sessionHours,
    requestsPerMinute: settings.requestsPerMinute ?? defaultSettings.requestsPerMinute,
    signInsPerMinute: settings.signInsPerMinute ?? defaultSettings.signInsPerMinute,
    trashDays: settings.trashDays ?? defaultSettings.trashDays,
    auditAnchor: settings.auditAnchor ?? folders.auditAnchor,
    smtpUrl: settings.smtpUrl,
    privateProviders: settings.privateProviders,
    mailFrom: settings.mailFrom ?? defaultSettings.mailFrom,
    layerGraceSeconds: settings.layerGraceSeconds ?? defaultSettings.layerGraceSeconds,
  }
}
