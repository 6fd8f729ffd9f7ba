import type { CleanPerson } from '../../model/person.ts';
import type { Door } from '../../storage/door.ts';
import { listDomains } from '../../storage/serverListStore.ts';
import {
  addressForAdministrator,
  type ByServer,
  makeAdministrator,
  readAdministrator,
  readAdministrators,
  setAdministratorDisabled,
} from '../administrators/administrators.ts';
import { allowAddress, forgetAddress } from './domainAddresses.ts';
import {
  addressForCoordinator,
  makeDomain,
  type NewDomain,
  nameCoordinator,
  readDomainOfServer,
} from './domains.ts';

export interface ServerParts {
  readonly door: Door;
  /** The server's own origin. */
  readonly publicUrl: string;
  readonly now: () => number;
}

/** Everything that pages do for the server's administrators. */
export function serverDeeds({ door, publicUrl, now }: ServerParts) {
  return {
    publicUrl,
    domains: (question: Parameters<typeof listDomains>[1]) => door.read((sql) => listDomains(sql, question)),
    domain: (name: string) => readDomainOfServer(door, name),
    makeDomain: (making: ByServer & { readonly domain: NewDomain; readonly coordinator: CleanPerson }) =>
      makeDomain(door, making, now()),
    nameCoordinator: (naming: ByServer & { readonly name: string; readonly person: CleanPerson }) =>
      nameCoordinator(door, naming, now()),
    coordinatorAddress: (which: ByServer & { readonly name: string; readonly id: number }) =>
      addressForCoordinator(door, which, now()),
    allowAddress: (
      allowing: ByServer & { readonly name: string; readonly typed: string; readonly isCurrent: boolean },
    ) => allowAddress(door, { ...allowing, publicUrl }, now()),
    forgetAddress: (which: ByServer & { readonly name: string; readonly host: string }) =>
      forgetAddress(door, which, now()),
    administrators: (question: Parameters<typeof readAdministrators>[1]) =>
      readAdministrators(door, question),
    administrator: (id: number) => readAdministrator(door, id),
    makeAdministrator: (making: ByServer & { readonly username: string }) =>
      makeAdministrator(door, making, now()),
    setDisabled: (setting: ByServer & { readonly id: number; readonly disabled: boolean }) =>
      setAdministratorDisabled(door, setting, now()),
    administratorAddress: (which: ByServer & { readonly id: number }) =>
      addressForAdministrator(door, which, now()),
  };
}

export type ServerDeeds = ReturnType<typeof serverDeeds>;
