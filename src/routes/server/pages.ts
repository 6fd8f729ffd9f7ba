import type { Pages } from '../../web/listing.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { Search } from '../lists.ts';

export interface DomainsPage extends DeskPage {
  readonly search: Search;
  readonly domains: readonly {
    readonly path: string;
    readonly name: string;
    readonly title: string;
    readonly coordinators: number;
    readonly courses: number;
  }[];
  readonly pages: Pages;
}

export interface NewDomainPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly general: readonly Field[];
  readonly coordinator: readonly Field[];
}

export interface DomainOfServerPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly name: string;
  readonly zone: string;
  /** The server's own origin; '' where it does not count for this domain. */
  readonly serverAddress: string;
  readonly addresses: readonly {
    readonly origin: string;
    readonly isCurrent: boolean;
    readonly removePath: string;
  }[];
  readonly addressFields: readonly Field[];
  readonly coordinators: readonly {
    readonly username: string;
    readonly displayName: string;
    readonly disabled: boolean;
    readonly hasPassword: boolean;
    readonly addressPath: string;
  }[];
  readonly coordinatorFields: readonly Field[];
  readonly confirm: Field | undefined;
  readonly path: string;
}

export interface AdministratorsPage extends DeskPage {
  readonly search: Search;
  readonly pages: Pages;
  readonly faults: readonly FieldFault[];
  readonly administrators: readonly {
    readonly username: string;
    readonly disabled: boolean;
    readonly hasPassword: boolean;
    readonly isSelf: boolean;
    readonly path: string;
  }[];
  readonly fields: readonly Field[];
  readonly confirm: Field | undefined;
}

export interface ServerViews {
  readonly 'server/domains': DomainsPage;
  readonly 'server/newDomain': NewDomainPage;
  readonly 'server/domain': DomainOfServerPage;
  readonly 'server/administrators': AdministratorsPage;
}

export const serverViewNames = [
  'server/domains',
  'server/newDomain',
  'server/domain',
  'server/administrators',
] as const satisfies readonly (keyof ServerViews)[];
