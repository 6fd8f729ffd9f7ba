import { everyDeskPage } from './everyDeskPage.ts';
import { judgePages } from './judging.ts';

judgePages(everyDeskPage);
