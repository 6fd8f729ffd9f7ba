import type { Pages } from '../web/listing.ts';
import type { Neighbour, Page, WayBack } from './pages.ts';

/** The thin line above a student's page. */
export interface StudentLine {
  readonly courseTitle: string;
  readonly coursePath: string;
  readonly name: string;
  readonly csrf: string;
  /** Came by a launch: "not you?" ends it, and there may be a way back. */
  readonly launched: boolean;
  readonly wayBack: WayBack | undefined;
  readonly shown: Shown;
}

/** What a student's page has around its content. */
export interface Shown {
  /** The way to the contents, the search, and to what comes before and after. */
  readonly contents: boolean;
  readonly breadcrumbs: boolean;
  readonly courseTitle: boolean;
  readonly userName: boolean;
  readonly signOut: boolean;
  readonly exit: boolean;
}

/** One line of a list: a link, or a title alone where `path` is undefined. */
export interface Entry {
  readonly title: string;
  readonly path: string | undefined;
  readonly kind: string;
  /** For staff: what students are told or spared there, in words; '' where there is nothing to say. */
  readonly state: string;
  readonly children: readonly Entry[];
}

export interface ItemPage {
  readonly page: Page;
  readonly line: StudentLine;
  /** Folders above that may be seen, outermost first. */
  readonly crumbs: readonly Neighbour[];
  readonly reading: Reading | undefined;
  /** As of an entry. */
  readonly state: string;
}

/** What comes before and after an item for its reader. */
export interface Reading {
  readonly previous: Neighbour | undefined;
  readonly next: Neighbour | undefined;
  /** From 1; 0 for a folder. */
  readonly position: number;
  readonly total: number;
}

/** A search through what the visitor may open, as whoever sees the page that it is on. */
export interface CourseSearch {
  readonly path: string;
  readonly words: string;
  /** Id of the folder whose page it stands on; '' for the course's own. */
  readonly from: string;
}

export interface MarkdownPage extends ItemPage {
  readonly sanitisedHtml: string;
}

/** A site in a frame. */
export interface SitePage extends ItemPage {
  readonly sitePath: string;
}

export interface FilePage extends ItemPage {
  readonly filePath: string;
  readonly fileName: string;
  readonly kind: string;
  readonly shownAs: 'image' | 'audio' | 'video' | 'frame' | 'none';
}

export interface WebPage extends ItemPage {
  readonly url: string;
  readonly host: string;
}

export interface FolderPage extends ItemPage {
  readonly entries: readonly Entry[];
  readonly search: CourseSearch | undefined;
}

/** A piece of text, and whether it is what was searched for. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

export interface SearchPage {
  readonly page: Page;
  readonly line: StudentLine;
  readonly search: CourseSearch;
  /** Where the search was begun. */
  readonly back: Neighbour;
  readonly found: readonly {
    readonly path: string;
    readonly title: readonly Piece[];
    readonly excerpt: readonly Piece[];
    readonly kind: string;
    /** As of an entry. */
    readonly state: string;
    /** The titles of the folders around it that may be seen. */
    readonly above: string;
    /** The file of a site that is led to; '' where it is the item itself. */
    readonly entry: string;
  }[];
  readonly pages: Pages;
}

export interface ContentsPage {
  readonly page: Page;
  readonly line: StudentLine;
  readonly entries: readonly Entry[];
  readonly search: CourseSearch | undefined;
}

/** Asks for the shared word of an item, of which it says nothing. */
export interface AskWordPage {
  readonly page: Page;
  readonly line: StudentLine;
  readonly action: string;
  readonly csrf: string;
  readonly nonce: string;
  readonly problem: string | undefined;
}

/** The student's side. */
export interface StudentViews {
  readonly 'items/contents': ContentsPage;
  readonly 'items/folder': FolderPage;
  readonly 'items/search': SearchPage;
  readonly 'items/page': MarkdownPage;
  readonly 'items/file': FilePage;
  readonly 'items/site': SitePage;
  readonly 'items/web': WebPage;
  readonly 'items/askWord': AskWordPage;
  readonly 'items/closed': { readonly page: Page; readonly reference: string };
}

export const studentViewNames = [
  'items/contents',
  'items/folder',
  'items/search',
  'items/page',
  'items/file',
  'items/site',
  'items/web',
  'items/askWord',
  'items/closed',
] as const satisfies readonly (keyof StudentViews)[];
