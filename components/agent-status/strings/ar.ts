import { plural } from '../../internal/localisation/plural';
import type { AgentStatusStrings } from './en';

const ar: AgentStatusStrings = {
  label: 'حالتك',
  presence: 'التواجد',
  online: 'متصل',
  busy: 'مشغول',
  onThePhone: 'في مكالمة',
  doNotDisturb: 'الرجاء عدم الإزعاج',
  beRightBack: 'سأعود قريبًا',
  away: 'بعيد',
  offline: 'الظهور بلا اتصال',
  changingTo: (name) => `جارٍ التغيير إلى ${name}…`,
  changed: (name) => `حالتك الآن: ${name}`,
  failed: 'لم يتم التغيير. لم يتغير شيء؛ حاول مرة أخرى.',
  notConnected: 'غير متصل. يمكنك تغيير حالتك عند عودة الاتصال.',
  readiness: 'جاهز للدردشات',
  ready: 'جاهز',
  notReady: 'غير جاهز',
  whyNotReady: 'سبب عدم الجاهزية',
  noReason: 'بلا سبب',
  break: 'استراحة',
  lunch: 'غداء',
  training: 'تدريب',
  meeting: 'اجتماع',
  stateNotPresent: 'لا تُعرض عليك دردشات ما دمت غير متصل.',
  stateReady: 'في انتظار الدردشة التالية.',
  stateOffering: 'تُعرض عليك دردشة الآن.',
  stateOnThePhone: 'أنت في مكالمة. لن يُعرض عليك شيء حتى تنتهي.',
  stateBusy: 'لديك أقصى عدد مسموح من الدردشات.',
  stateNotReady: 'لا تُعرض عليك دردشات.',
  wrapUp: 'إنهاء العمل',
  wrapUpLeft: (time) => `بقي ${time}`,
  wrapUpOpen: 'حتى تنتهي',
  endWrapUp: 'إنهاء',
  extend: (seconds) => {
    const n = Math.round(seconds / 60);
    return plural('ar', n, { one: `دقيقة إضافية`, other: `${n} دقائق إضافية` });
  },
  capacity: 'الدردشات',
  capacityValue: (active, capacity) => `${active} من ${capacity}`,
  queues: 'قوائم الانتظار',
  waiting: (count) => plural('ar', count, { one: `${count} في الانتظار`, other: `${count} في الانتظار` }),
  longest: (time) => `الأطول ${time}`,
  missed: (count) => plural('ar', count, { one: `فات عرض واحد`, other: `فاتت ${count} عروض متتالية` }),
};

export default ar;
