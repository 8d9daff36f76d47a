import type { ContactTeamStrings } from './en';

const ja: ContactTeamStrings = {
  title: 'この顧客の担当',
  you: 'あなた',
  ringing: '呼び出し中…',
  supervisor: 'スーパーバイザー',
  invite: '同僚を呼ぶ',
  ask: '参加を依頼',
  handOver: '引き継ぐ',
  remove: '外す',
  leave: '退出',
  leaveHint: (name) => `${name} が顧客に対応します。`,
  nobody: '参加できる同僚がいません',
  asked: (name) => `${name} を呼び出しています。`,
  joined: (name) => `${name} が参加しました。`,
  left: (name) => `${name} が退出しました。`,
  declined: (name) => `${name} は辞退しました。`,
  missed: (name) => `${name} は応答しませんでした。`,
  unreached: (name) => `${name} に連絡できませんでした。`,
  failed: 'できませんでした。何も変わっていません。',
  reasons: {
    busy: '通話中か、すでに参加しています。',
    'not-found': 'その同僚はもういません。',
    forbidden: 'ここでは許可されていません。',
    'invalid-state': '接続されていません。',
  },
  state: {
    'not-present': '不在',
    'not-ready': '受付不可',
    ready: '受付可',
    offering: '割り当て中',
    busy: '対応中',
    'wrap-up': '後処理',
  },
};

export default ja;
