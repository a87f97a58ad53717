import type { FastifyReply } from 'fastify'
import type { ControllerSettings } from '../../settings.ts'
import { sessionCookie } from './caller.ts'

/** Has the caller's browser keep a session's token, out of reach of scripts and of other sites; or drop it. */
export function keepToken(
  reply: FastifyReply,
  token: { readonly value: string; readonly expiresAt: Date } | null,
  settings: ControllerSettings,
): void {
  const secure = reply.request.protocol === 'https' || settings.publicUrl?.startsWith('https:') === true
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const
  if (token === null) reply.clearCookie(sessionCookie, options)
  else reply.setCookie(sessionCookie, token.value, { ...options, expires: token.expiresAt })
}
