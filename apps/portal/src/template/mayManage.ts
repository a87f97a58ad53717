import type { Me, TemplateView } from '@paddock/sdk'
import { may } from '../session/may.ts'

/** Whether the person keeps this part of the library: the tenant's own templates, and for operators the public ones. */
export const mayManage = (me: Me, { scope }: Pick<TemplateView, 'scope'>): boolean =>
  may(me, 'template.manage') && (scope === 'public') === me.operator
