/** @type {import("../../i18n.js").Table} */
export default {
  "property.source": "看哪一部分",
  "choice.source.schedule": "学习率",
  "choice.source.network": "网络",
  "choice.source.optimizer": "优化器",
  "choice.source.surface": "走路的人",
  "choice.source.simd": "同样的结果，更快",
  "inside.about.schedule": "同一个公式的两种写法：step_lr_at 直接算任意一个周期；step_lr_next 从上一个周期往下推，和 PyTorch 的逐步相乘一个二进制位也不差，训练用的是它。",
  "inside.about.network": ({ activation }) => `前向从输入算到损失，反向把每一行倒过来求导；激活函数现在是 ${activation}。`,
  "inside.about.optimizer": ({ optimizer }) => `现在的优化器是 ${optimizer}。学习率对它只是一个数，台阶是从外面传进来的。`,
  "inside.about.surface": "第一节里三个人走的每一步：真的梯度加上一点噪声，再乘以学习率。",
  "inside.about.simd": "先是好读的写法，再是浏览器里真正跑的写法：一次算四个样本。加法的次序相同，所以每一位都相同。",
  "inside.where": ({ file, line }) => `${file}，第 ${line} 行起`,
  "inside.size": "整个核心（core.wasm）",
  "inside.bytes": ({ raw, brotli }) => `${raw.toLocaleString("en")} 字节，压缩后 ${brotli.toLocaleString("en")} 字节`,
  "inside.speed": "在你这台设备上",
  "inside.unmeasured": "还没测",
  "inside.measuring": "正在测……",
  "inside.measured": ({ steps, samples }) => `每秒 ${round(steps)} 次更新，${round(samples)} 个样本`,
  "inside.measure": "测一测速度",
  "inside.fingerprint": "这次训练的指纹",
  "inside.print": ({ text, epochs }) => `${text}（${epochs} 个周期）`,
  "inside.noRun": "先训练几个周期，这里就有指纹。",
  "inside.copyRun": "复制能重现它的链接",
  "inside.other": "和别人的指纹比一比",
  "inside.same": ({ epochs }) => `一样：${epochs} 个周期的损失，每一位都相同。`,
  "inside.different": ({ epochs }) => `不一样：设置、数据或周期数有不同。这边是 ${epochs} 个周期。`,
};

/** @param {number} value */
const round = (value) => Number(value.toPrecision(2)).toLocaleString("en");
