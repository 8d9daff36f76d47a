import { plural } from '../../internal/localisation/plural';
import type { SipTraceStrings } from './en';

const ar: SipTraceStrings = {
  label: 'تتبّع SIP',
  filter: 'تصفية',
  filterHint: 'INVITE، ‏Call-ID، ‏-NOTIFY …',
  pause: 'إيقاف مؤقت',
  resume: 'متابعة',
  clear: 'مسح',
  copyAll: 'نسخ الكل',
  copyOne: 'نسخ هذه الرسالة',
  download: 'تنزيل',
  copied: 'تم النسخ.',
  copyFailed: 'لم يسمح المتصفح بالنسخ. حدّد النص وانسخه يدويًا.',
  empty: 'لا رسائل بعد. ما ترسله الجلسة وتستقبله من الآن يظهر هنا.',
  noSession: 'لا توجد جلسة. ضع هذا العنصر داخل lync-session أو سمِّ واحدة بالسمة session.',
  noMatch: 'لا توجد رسالة تطابق التصفية.',
  paused: (count) =>
    plural('ar', count, {
      one: 'متوقف مؤقتًا؛ رسالة واحدة في الانتظار.',
      two: 'متوقف مؤقتًا؛ رسالتان في الانتظار.',
      few: `متوقف مؤقتًا؛ ${count} رسائل في الانتظار.`,
      other: `متوقف مؤقتًا؛ ${count} رسالة في الانتظار.`,
    }),
  count: (shown, all) =>
    shown === all
      ? plural('ar', all, { one: 'رسالة واحدة', two: 'رسالتان', few: `${all} رسائل`, other: `${all} رسالة` })
      : `${shown} من ${all} رسالة`,
  messages: 'الرسائل',
  dialogs: 'الحوارات',
  allDialogs: 'كل الحوارات',
  self: 'هذه الجلسة',
  edge: 'الحافة',
  focus: (id) => `مركز المؤتمر ${id}`,
  chatMcu: (id) => `خادم الدردشة ${id}`,
  audioVideoMcu: (id) => `خادم الصوت والفيديو ${id}`,
  sent: (what, who) => `${what}، أُرسلت إلى ${who}`,
  received: (what, who) => `${what}، وردت من ${who}`,
  dialog: (number, purpose) => `الحوار ${number}: ${purpose}`,
  took: (milliseconds) => `${milliseconds} ms`,
  details: 'نص الرسالة',
  choose: 'اختر رسالة لقراءتها.',
  close: 'إغلاق',
  purposes: {
    registration: 'تسجيل',
    'conference-invitation': 'دعوة إلى مؤتمر',
    focus: 'مركز المؤتمر',
    'chat-mcu': 'دردشة المؤتمر',
    'audio-video-mcu': 'صوت المؤتمر',
    'context-channel': 'قناة السياق',
    call: 'مكالمة',
    chat: 'دردشة',
    subscription: 'اشتراك',
    publication: 'نشر',
    service: 'طلب خدمة',
    message: 'رسالة',
    refer: 'تحويل',
    other: 'أخرى',
  },
};

export default ar;
