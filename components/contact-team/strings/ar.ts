import type { ContactTeamStrings } from './en';

const ar: ContactTeamStrings = {
  title: 'مع هذا العميل',
  you: 'أنت',
  ringing: 'يُسأل الآن…',
  supervisor: 'مشرف',
  invite: 'إحضار زميل',
  ask: 'طلب الانضمام',
  handOver: 'تسليم',
  remove: 'إزالة',
  leave: 'مغادرة',
  leaveHint: (name) => `يتابع ${name} مع العميل.`,
  nobody: 'لا يوجد زميل يمكنه الحضور',
  asked: (name) => `يُسأل ${name} الآن.`,
  joined: (name) => `${name} موجود الآن.`,
  left: (name) => `غادر ${name}.`,
  declined: (name) => `رفض ${name}.`,
  missed: (name) => `لم يرد ${name}.`,
  unreached: (name) => `تعذر الوصول إلى ${name}.`,
  failed: 'لم ينجح ذلك. لم يتغير شيء.',
  reasons: {
    busy: 'في مكالمة، أو موجود هنا بالفعل.',
    'not-found': 'لم يعد هذا الزميل موجودًا.',
    forbidden: 'لا يُسمح لك بذلك هنا.',
    'invalid-state': 'أنت غير متصل.',
  },
  state: {
    'not-present': 'غير موجود',
    'not-ready': 'غير جاهز',
    ready: 'متفرغ',
    offering: 'تُعرض عليه محادثة',
    busy: 'مشغول',
    'wrap-up': 'ينهي معاملة',
  },
};

export default ar;
