import { everyPage } from './everyPage.ts';
import { judgePages } from './judging.ts';

judgePages(everyPage);
