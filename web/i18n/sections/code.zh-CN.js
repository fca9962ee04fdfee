/** @type {import("../../i18n.js").Table} */
export default {
  "property.code": "用哪个库",
  "property.mistake": "看看写错的样子",
  "choice.pytorch": "PyTorch",
  "choice.keras": "Keras",
  "choice.optax": "Optax",
  "choice.tfjs": "TensorFlow.js",
  "choice.step-decay": "step-decay",
  "choice.mistake.none": "写对了",
  "choice.mistake.order": "step() 放反了",
  "choice.mistake.batch": "每批都 step()",
  "choice.mistake.print": "step() 之后才打印",
  "code.codeName": ({ file }) => `${file} 的代码`,
  "code.printed": "运行时打印",
  "code.printedFirst": "运行时先打印",
  "code.epoch": "周期",
  "code.rate": "学习率",
  "code.before": "这个周期用的学习率",
  "code.tooEarly": "还没训练就先降了",
  "code.everyBatch": ({ batches }) => `一个周期走了 ${batches} 次`,
  "code.nextRate": "已经是下个周期的了",
  "code.trained": ({ rate }) => `训练时用的是 ${rate}`,
  "code.wanted": ({ rate }) => `本该是 ${rate}`,
  "code.optaxSteps": "Optax 数的是更新次数，不是周期",
  "code.trainHere": "在这里训练一个周期",
  "code.noAdamW": "TensorFlow.js 没有 AdamW",
  "code.ownData": "你的表格，存成 UTF-8",
  "code.deviations": "换算成离均值几个标准差",
  "code.edited": "中途改动",
  "code.note.none": ({ stepSize, epochs, steady }) =>
    stepSize >= epochs
      ? "S 不小于周期数，学习率从头到尾不变。"
      : steady
        ? "用这组数，每一行打印出的学习率都一样。"
        : `打印出的编号从 1 数起：周期 ${stepSize} 还是第一级，周期 ${stepSize + 1}（公式里的 t = ${stepSize}）第一次用上新的学习率。`,
  "code.note.same": "用这组数看不出差别：打印出的每一行都和写对时一样。",
  "code.note.order": ({ stepSize, epochs, wrong }) =>
    `scheduler.step() 应当在 optimizer.step() 之后。放在前面，第一级就少了一个周期，以后每次变化都早一个周期（这里有 ${wrong} 个周期用错）；PyTorch 会为此发出警告。${stepSize < epochs ? `新的学习率本该从公式里的 t = ${stepSize} 开始用。` : "这次训练里，学习率本该从头到尾不变。"}`,
  "code.note.batch": ({ batches, stepSize, gamma, wrong, last }) =>
    `S = ${stepSize} 数的是周期，这里却每批数一次：一个周期 ${batches} 批，就${gamma > 1 ? "升" : "降"}了${levels(batches / stepSize)}级，${wrong} 个周期的学习率不对；周期 ${last.epoch} 本该是 ${last.wanted}，却成了 ${last.shown}${last.shown < last.wanted / 1000 ? "，小得网络再也学不动了" : ""}。要么把它移到批循环外面，要么把 S 写成 ${stepSize} × ${batches}。`,
  "code.note.print": ({ first, wrong }) =>
    `训练没有错，打印出来的却是下个周期的学习率：周期 ${first.epoch} 训练时用的是 ${first.wanted}，打印出来像是 ${first.shown}（一共 ${wrong} 行不符）。网上不少例子都这么写：α₀ = 0.01、γ = 0.1、S = 10 时照着运行，会打印出“周期 10, 学习率: 0.001”，并不是公式错了，只是读得晚了一步。`,
  "code.note.keras": "Keras 在每个周期开始时调用 step_decay，打印出的就是这个周期要用的学习率；epoch 从 0 数起，打印出的编号从 1 数起。",
  "code.note.optax": ({ batches }) =>
    batches === 1
      ? "Optax 的策略数的是更新次数；这里一个周期只更新一次，两种数法正好一致。"
      : `Optax 的策略数的是更新次数，所以要乘上每个周期的批数，这里是 ${batches}；忘了乘，学习率会快 ${batches} 倍地降下去。`,
  "code.note.tfjs": "TensorFlow.js 自己没有学习率策略，给 SGD 的 learningRate 赋值也不起作用；这个回调对七种优化器都设得对。它只在学习率改变时打印一行。",
  "code.note.step-decay": ({ edited }) =>
    `这就是本页正在运行的那个包；同样的设置和种子，在 Node 里得到和上面一模一样的曲线。接着还会打印这次训练的损失，训练过才知道，所以没有列在这里。${edited ? "中途改过的学习率写在两次 run() 之间；打印出的各行只是策略本身的学习率，不含这些改动。" : ""}`,
};

/** @param {number} count */
function levels(count) {
  const short = count < 10 ? Number(count.toPrecision(2)) : Math.round(count);
  return `${short === count ? "" : "约"} ${short} `;
}
