import type { ParkFailureStrings } from './en';

const ja: ParkFailureStrings = {
  reasons: {
    'park-not-available': '現在パークできません。代わりに転送してください。',
    'orbit-not-found':
      'この番号にはパーク中の通話がありません。番号を確認してください。取り出されたか終了した可能性があります。',
    'processing-error': 'パークサービスでエラーが発生しました。もう一度お試しください。',
    'no-orbit-available': 'すべてのパーク番号が使用中です。空くまで待つか、通話を転送してください。',
    'outside-enterprise': '通話は社内からのみ取り出せます。',
    'park-timeout': 'パークに時間がかかりすぎました。もう一度お試しください。',
    'ucas-error': 'パークサービスが自身のサーバーに接続できません。管理者に連絡してください。',
    'double-park': 'この通話は既にパーク処理中です。',
    'replaces-error': '相手の電話機はパークできません。代わりに転送してください。',
    'version-not-understood': 'パークサービスがこのバージョンに対応していません。管理者に連絡してください。',
    'bad-request': 'パークサービスが要求を理解できませんでした。管理者に連絡してください。',
    'could-not-safe-retrieve': 'あなたの通話はもうそこにありません。他の人の通話は取り出していません。',
    'could-not-forward': '通話がパークされているサーバーに接続できません。しばらくしてからお試しください。',
    draining: 'パークサービスはメンテナンス中のため受け付けていません。代わりに転送してください。',
    'park-time-expired': '待ち時間が過ぎ、通話は終了しました。',
    'park-time-expired-after-fallback': '待ち時間が過ぎ、転送もできなかったため終了しました。',
    'parker-dialog-terminated': 'この通話についての通知は終了しました。',
    'no-conversation': 'パークする前に通話が終了しました。',
    'retrieve-failed': '通話を引き渡せませんでした。まだパーク中です。もう一度お試しください。',
    'permission-refused':
      'ブラウザーがマイクの使用を許可していません。アドレスバーの横で許可してからお試しください。',
    'device-not-found': 'マイクが見つかりません。接続してからお試しください。',
    'device-in-use': '別のプログラムがマイクを使用しています。終了してからお試しください。',
    'media-failed': '音声を確立できませんでした。別のネットワークをお試しください。',
    'not-found': 'このパーク番号は存在しません。',
    forbidden: 'この操作は許可されていません。',
    busy: '別の人がこの通話を取り出しています。',
    unreachable: 'パークサービスに接続できません。しばらくしてからお試しください。',
    timeout: 'パークサービスが時間内に応答しませんでした。もう一度お試しください。',
    'connection-failed': 'サーバーに接続できません。',
    'invalid-state': '現在この操作はできません。',
    aborted: '取り消されました。',
    cancelled: '取り消されました。',
    declined: 'パークサービスに拒否されました。',
    'no-answer': 'パークサービスが応答しませんでした。',
    'rate-limited': '短時間の操作が多すぎます。少しお待ちください。',
    'server-error': 'サーバーで問題が発生しました。もう一度お試しください。',
  },
};

export default ja;
