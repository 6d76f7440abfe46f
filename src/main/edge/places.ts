import { ownPlaces } from '../../domain/gate/epcis.ts';

/** Store and box as the configuration names them. */
export interface NamedPlaces {
  readonly store: Place;
  readonly workstation: Place;
}

interface Place {
  readonly id: string;
  readonly location?: string | undefined;
}

/** Store and box as EPCIS events call them: as the retailer does where the configuration says so, else by their ids. */
export function placesOf({ store, workstation }: NamedPlaces): ReturnType<typeof ownPlaces> {
  const { bizLocation, readPoint } = ownPlaces(store.id, workstation.id);
  return { bizLocation: store.location ?? bizLocation, readPoint: workstation.location ?? readPoint };
}
