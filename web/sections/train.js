export const words = { "zh-CN": () => import("../i18n/lab.zh-CN.js"), en: () => import("../i18n/lab.en.js") };
export const create = () => ({ refresh() {} });
