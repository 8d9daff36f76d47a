import { plural } from '../../internal/localisation/plural';
import type { SupervisorStrings } from './en';

const ar: SupervisorStrings = {
  queues: 'قوائم الانتظار',
  contacts: 'جهات الاتصال الجارية',
  agents: 'الموظفون',
  waiting: (count) =>
    plural('ar', count, {
      zero: 'لا أحد ينتظر',
      one: 'واحد ينتظر',
      two: 'اثنان ينتظران',
      few: `${count} ينتظرون`,
      other: `${count} ينتظرون`,
    }),
  longest: (time) => `أطول انتظار ${time}`,
  noContacts: 'لا توجد محادثات حاليًا',
  noContactsHint: 'كل من يراسل قائمة انتظار أو يتصل بها يظهر هنا.',
  omitted: (count) =>
    plural('ar', count, {
      one: 'واحدة أخرى غير معروضة.',
      two: 'اثنتان أخريان غير معروضتين.',
      other: `${count} أخرى غير معروضة.`,
    }),
  noAgents: 'لا يوجد موظفون',
  notAllowed: 'لست مشرفًا',
  notAllowedHint: 'لا يرى مركز الاتصال إلا المشرفون. اطلب الصلاحية من المسؤول.',
  notConnected: 'أنت غير متصل',
  notConnectedHint: 'قد يكون ما تراه قديمًا. سيُحدَّث عند عودة الاتصال.',
  loading: 'جارٍ سؤال مركز الاتصال…',
  visitor: 'زائر',
  call: 'مكالمة',
  chat: 'دردشة',
  state: {
    queued: 'في الانتظار',
    offering: 'معروضة على موظف',
    connected: 'في محادثة',
    parked: 'مركونة',
  },
  with: (names) => `مع ${names}`,
  ringing: (name) => `${name} (يرن)`,
  alsoListening: (names) => `يستمع أيضًا: ${names}`,
  listen: 'استماع',
  stop: 'إيقاف',
  part: (name) => `دورك في محادثة ${name}`,
  mode: { monitor: 'استماع', whisper: 'همس', barge: 'مشاركة' },
  hint: {
    monitor: 'تسمع وتقرأ كل شيء، ولا يسمعك أو يقرؤك أحد.',
    whisper: 'الموظفون وحدهم يسمعونك ويقرؤونك.',
    barge: 'العميل والموظفون يسمعونك ويقرؤونك.',
  },
  takeOver: 'تولّي المحادثة',
  yours: 'هذه المحادثة لديك',
  listening: (name) => `أنت تستمع إلى محادثة ${name}.`,
  stopped: (name) => `لم تعد تستمع إلى محادثة ${name}.`,
  failed: (name) => `لم ينجح ذلك في محادثة ${name}. لم يتغير شيء.`,
  reasons: {
    forbidden: 'لا يُسمح لك بذلك.',
    'not-found': 'انتهت المحادثة، أو أنك لا تستمع إليها.',
    unreachable: 'لا أحد لديه المحادثة الآن.',
    busy: 'المحادثة تنتقل الآن. حاول مرة أخرى.',
  },
  agentState: {
    'not-present': 'غير موجود',
    'not-ready': 'غير جاهز',
    ready: 'جاهز',
    offering: 'تُعرض عليه محادثة',
    busy: 'مشغول',
    'wrap-up': 'إنهاء المعاملة',
  },
  missedOffers: 'عروض فائتة',
  load: (active, capacity) => `${active} من ${capacity}`,
  loadLabel: (active, capacity) => `${active} من ${capacity} محادثات`,
  onThePhone: 'على الهاتف',
  idle: (time) => `متفرغ منذ ${time}`,
};

export default ar;
