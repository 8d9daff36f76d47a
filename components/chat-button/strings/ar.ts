import { plural } from '../../internal/localisation/plural';
import type { ChatStrings } from './en';

const ar: ChatStrings = {
  chat: 'دردشة',
  greeting: 'كيف يمكننا مساعدتك؟',
  greetingTo: (name) => `مرحبًا ${name}، كيف يمكننا مساعدتك؟`,
  hint: 'اكتب في الأسفل، وسنصلك بمن يستطيع مساعدتك.',
  hintCall: 'اكتب في الأسفل عن موضوعك. عندما يصبح أحد متاحًا يمكنك الاتصال به من هذه الدردشة.',
  hintCallback: 'اترك رقمك واكتب لنا عن موضوعك. سنتصل بك.',
  name: 'اسمك',
  email: 'البريد الإلكتروني',
  phone: 'رقم الهاتف',
  optional: 'اختياري',
  phoneMissing: 'نحتاج إلى رقمك لنتصل بك.',
  share: 'مشاركة ما كنت أتصفحه',
  shareHint: 'يساعد ذلك على الرد أسرع. لا يُرسل شيء قبل أن تكتب.',
  shareDetails: 'عرض ما تتم مشاركته',
  sharePage: 'هذه الصفحة',
  shareReferrer: 'من أين أتيت',
  shareLinks: (count) =>
    plural('ar', count, {
      one: 'رابط واحد فتحته',
      two: 'رابطان فتحتهما',
      few: `${count} روابط فتحتها`,
      many: `${count} رابطًا فتحته`,
      other: `${count} رابط فتحته`,
    }),
  shareCookies: 'محفوظ لدى هذا الموقع',
  shareData: 'بيانات هذا الموقع',
  minimise: 'إغلاق نافذة الدردشة',
  end: 'إنهاء الدردشة',
  queued: 'أنت في قائمة الانتظار',
  position: (position) => (position === 1 ? 'أنت التالي' : `أنت رقم ${position} في قائمة الانتظار`),
  wait: (minutes) =>
    plural('ar', minutes, {
      one: 'حوالي دقيقة واحدة',
      two: 'حوالي دقيقتين',
      few: `حوالي ${minutes} دقائق`,
      many: `حوالي ${minutes} دقيقة`,
      other: `حوالي ${minutes} دقيقة`,
    }),
  offering: 'سينضم إليك أحدهم الآن',
  connectedTo: (name) => `أنت تتحدث مع ${name}`,
  connecting: 'جارٍ الاتصال…',
  ended: 'انتهت الدردشة',
  transcript: 'حفظ المحادثة',
  again: 'بدء دردشة جديدة',
  unread: (count) =>
    plural('ar', count, {
      one: 'رسالة واحدة غير مقروءة',
      two: 'رسالتان غير مقروءتين',
      few: `${count} رسائل غير مقروءة`,
      many: `${count} رسالة غير مقروءة`,
      other: `${count} رسالة غير مقروءة`,
    }),
  notStarted: 'تعذر بدء الدردشة.',
};

export default ar;
