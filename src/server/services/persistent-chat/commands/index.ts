import { xccosCommands as names } from '../../../../protocol/xccos';
import { ChatRefusal } from '../refusal';
import { bulkJoin, join, part } from './attendance';
import type { CommandHandler } from './handler';
import { getHistory, searchHistory } from './history';
import {
  dismissInvitation,
  getInvitations,
  getPreference,
  getServerInfo,
  getUnread,
  markRead,
  requestUri,
  setPreference,
} from './personal';
import { changeRoles, getRoles, invite, searchUsers } from './roles';
import { categories, categoriesToCreateIn, createRoom, modifyRoom, searchRooms } from './rooms';

/** Files are not kept in rooms. */
const noFiles: CommandHandler = async () => {
  throw new ChatRefusal('not-supported');
};

/** What each command does. */
export const commandHandlers: ReadonlyMap<string, CommandHandler> = new Map([
  [names.requestUri, requestUri],
  [names.getServerInfo, getServerInfo],
  [names.join, join],
  [names.bulkJoin, bulkJoin],
  [names.part, part],
  [names.searchRooms, searchRooms],
  [names.getHistory, getHistory],
  [names.historyByDate, searchHistory],
  [names.historyByMessage, searchHistory],
  [names.getInvitations, getInvitations],
  [names.dismissInvitation, dismissInvitation],
  [names.getPreference, getPreference],
  [names.setPreference, setPreference],
  [names.getCategoriesToCreateIn, categoriesToCreateIn],
  [names.getCategories, categories],
  [names.getUploadToken, noFiles],
  [names.getDownloadToken, noFiles],
  [names.getRoles, getRoles],
  [names.changeRoles, changeRoles],
  [names.searchUsers, searchUsers],
  [names.createRoom, createRoom],
  [names.modifyRoom, modifyRoom],
  [names.invite, invite],
  [names.markRead, markRead],
  [names.getUnread, getUnread],
] satisfies [string, CommandHandler][]);
