import { plural } from '../../internal/localisation/plural';
import type { InvitationsStrings } from './en';

const ar: InvitationsStrings = {
  label: 'الدعوات',
  empty: 'لا أحد ينتظر',
  emptyText: (shortcut) =>
    shortcut ? `تظهر المحادثات الجديدة هنا. ينقلك ${shortcut} إليها.` : 'تظهر المحادثات الجديدة هنا.',
  notConnected: 'أنت غير متصل',
  notConnectedText: 'لا يمكن لأحد الوصول إليك حتى يعود الاتصال.',
  visitor: 'زائر',
  announce: (name, text, shortcut) =>
    `يريد ${name} الدردشة. ${text}${shortcut ? ` اضغط ${shortcut} للرد.` : ''}`,
  call: 'مكالمة واردة',
  videoCall: 'مكالمة فيديو واردة',
  ringBack: 'مكالمتك المركونة تعود',
  conference: 'يدعوك إلى مؤتمر',
  chat: 'الدردشة',
  audio: 'الصوت',
  join: 'انضمام',
  joinWithSound: 'انضمام مع الصوت',
  joinWithoutSound: 'انضمام بدون صوت',
  joining: 'جارٍ الانضمام…',
  acceptVideo: 'مع الفيديو',
  announceCall: (name, what, shortcut) => `${name}: ${what}.${shortcut ? ` اضغط ${shortcut} للرد.` : ''}`,
  low: 'أهمية منخفضة',
  high: 'أهمية عالية',
  emergency: 'طارئ',
  left: (seconds) =>
    plural('ar', seconds, {
      one: `بقيت ثانية واحدة`,
      two: 'بقيت ثانيتان',
      few: `بقيت ${seconds} ثوانٍ`,
      other: `بقي ${seconds} ثانية`,
    }),
  accept: 'قبول',
  decline: 'رفض',
  accepting: 'جارٍ القبول…',
  declining: 'جارٍ الرفض…',
  acceptFailed: 'تعذّر القبول. حاول مرة أخرى.',
  declineFailed: 'تعذّر الرفض. حاول مرة أخرى.',
  answeredElsewhere: 'تم الرد في مكان آخر',
  noLongerWaiting: 'لم يعد ينتظر',
  ranOut: 'انتهت مهلة العرض',
  failed: 'تعذّر بدء المحادثة',
  more: (count) =>
    plural('ar', count, {
      one: `شخص آخر ينتظر`,
      two: 'شخصان آخران ينتظران',
      other: `${count} آخرون ينتظرون`,
    }),
  less: 'عرض أقل',
  dismiss: 'إغلاق',
  room: 'دعوة إلى غرفة',
  roomBy: (name) => `${name} يدعوك إلى غرفة`,
};

export default ar;
