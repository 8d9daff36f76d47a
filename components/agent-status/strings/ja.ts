import { plural } from '../../internal/localisation/plural';
import type { AgentStatusStrings } from './en';

const ja: AgentStatusStrings = {
  label: 'あなたのステータス',
  presence: 'プレゼンス',
  online: 'オンライン',
  busy: '取り込み中',
  onThePhone: '通話中',
  doNotDisturb: '応答不可',
  beRightBack: '一時退席中',
  away: '退席中',
  offline: 'オフライン表示',
  changingTo: (name) => `${name} に変更中…`,
  changed: (name) => `現在のステータス：${name}`,
  failed: '変更できませんでした。ステータスは元のままです。もう一度お試しください。',
  notConnected: '接続されていません。接続が戻るとステータスを変更できます。',
  readiness: 'チャット受付可',
  ready: '受付可',
  notReady: '受付不可',
  whyNotReady: '受付不可の理由',
  noReason: '理由なし',
  break: '休憩',
  lunch: '昼食',
  training: '研修',
  meeting: '会議',
  stateNotPresent: 'オンラインでない間は、チャットは割り当てられません。',
  stateReady: '次のチャットを待っています。',
  stateOffering: 'チャットの割り当てを受けています。',
  stateOnThePhone: '通話中です。その間は何も割り当てられません。',
  stateBusy: '同時チャット数の上限です。',
  stateNotReady: 'チャットは割り当てられません。',
  wrapUp: '後処理',
  wrapUpLeft: (time) => `残り ${time}`,
  wrapUpOpen: '完了するまで',
  endWrapUp: '完了',
  extend: (seconds) => {
    const n = Math.round(seconds / 60);
    return plural('ja', n, { one: `1 分延長`, other: `${n} 分延長` });
  },
  capacity: 'チャット',
  capacityValue: (active, capacity) => `${active} / ${capacity}`,
  queues: '待ち行列',
  waiting: (count) => plural('ja', count, { one: `${count} 人待ち`, other: `${count} 人待ち` }),
  longest: (time) => `最長 ${time}`,
  missed: (count) =>
    plural('ja', count, {
      one: `応答できなかった割り当て ${count} 件`,
      other: `連続で応答できなかった割り当て ${count} 件`,
    }),
};

export default ja;
