type ReasonProps = { of: { readonly state: string; readonly reason: { code: string; message: string } | null } }

/** Why a thing is as it is; where it failed, also the code that an operator asks for. */
export function Reason({ of: { state, reason } }: ReasonProps) {
  if (reason === null) return null
  return (
    <>
      {reason.message} {state === 'failed' && <span className="mono">({reason.code})</span>}
    </>
  )
}
