/** Most pieces one line may hold. The protocol's own constant, repeated: importing it would bring its schemas into the kiosk's script. */
export const MOST_PIECES = 999;
