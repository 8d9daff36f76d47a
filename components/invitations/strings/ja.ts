import { plural } from '../../internal/localisation/plural';
import type { InvitationsStrings } from './en';

const ja: InvitationsStrings = {
  label: '着信',
  empty: '待っている人はいません',
  emptyText: (shortcut) =>
    shortcut
      ? `新しい会話はここに表示されます。${shortcut} で移動できます。`
      : '新しい会話はここに表示されます。',
  notConnected: '接続されていません',
  notConnectedText: '接続が戻るまで、誰からも連絡を受けられません。',
  visitor: '訪問者',
  announce: (name, text, shortcut) =>
    `${name} さんがチャットを希望しています。${text}${shortcut ? `${shortcut} を押すと応答できます。` : ''}`,
  call: '着信',
  videoCall: 'ビデオ着信',
  ringBack: 'パークした通話が戻ってきました',
  conference: '会議に招待しています',
  chat: 'チャット',
  audio: '音声',
  join: '参加',
  joinWithSound: '音声ありで参加',
  joinWithoutSound: '音声なしで参加',
  joining: '参加しています…',
  acceptVideo: 'ビデオで応答',
  announceCall: (name, what, shortcut) =>
    `${name}: ${what}。${shortcut ? `${shortcut} で応答できます。` : ''}`,
  low: '重要度：低',
  high: '重要度：高',
  emergency: '緊急',
  left: (seconds) => plural('ja', seconds, { one: `残り ${seconds} 秒`, other: `残り ${seconds} 秒` }),
  accept: '応答',
  decline: '辞退',
  accepting: '応答中…',
  declining: '辞退中…',
  acceptFailed: '応答できませんでした。もう一度お試しください。',
  declineFailed: '辞退できませんでした。もう一度お試しください。',
  answeredElsewhere: '別の場所で応答済み',
  noLongerWaiting: '待機を終了しました',
  ranOut: '期限が切れました',
  failed: '会話を開始できませんでした',
  more: (count) => plural('ja', count, { one: `他 ${count} 件が待機中`, other: `他 ${count} 件が待機中` }),
  less: '表示を減らす',
  dismiss: '閉じる',
  room: 'ルームへの招待',
  roomBy: (name) => `${name} さんがルームに招待しています`,
};

export default ja;
