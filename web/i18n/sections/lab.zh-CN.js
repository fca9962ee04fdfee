// 训练和选数两节的界面文字与算出来的句子。

import { formatMeasure as m, formatPercent, formatRate as r } from "../../format.js";

/** @type {import("../../i18n.js").Table} */
export default {
  "list.comma": "，",

  "presets.heading": "看看这六种情形",
  "preset.right": "刚刚好",
  "preset.early": "降得太早",
  "preset.late": "降得太晚",
  "preset.hard": "降得太狠",
  "preset.soft": "降得太轻",
  "preset.high": "α₀ 太大",
  "preset.right.watch": "看三条竖线：每过一条，两条损失曲线都落到低一层的地方，抖动也变窄。",
  "preset.early.watch": "看前几个周期：损失正在快速下降，学习率却已经连降几级。",
  "preset.late.watch": "看竖线左边那一长段：损失上下跳动，往下走得很慢。",
  "preset.hard.watch": "看第一条竖线之后：学习率只剩百分之一，曲线很快变成一条平线。",
  "preset.soft.watch": "看竖线两侧：学习率几乎没变，曲线也几乎没变。",
  "preset.high.watch": "看损失曲线：它从一开始就停在高处，没有往下走。",

  "verdict.diverged": ({ epoch, rate }) => `周期 ${epoch} 损失不再是有限的数：学习率 ${r(rate)} 太大，训练发散。`,
  "verdict.high": ({ rate, level, blind, classes, far }) =>
    `α₀ = ${r(rate)} ${far ? "" : "看来"}太大：每一步都跨过谷底，五个周期的平均损失最低也有 ${m(level)}，${far ? `比${classes > 1 ? "闭着眼猜" : "刚开始"}（${m(blind)}）还高得多` : `${classes > 1 ? `和闭着眼猜（${m(blind)}）差不多` : "和刚开始差不多"}。如果降到十分之一还是这样，那就不怪学习率，是这个网络学不会这份数据`}。`,
  "verdict.low": ({ rate, level, from }) => `学习率 ${r(rate)} 太小：训练损失只从 ${m(from)} 走到 ${m(level)}，还没出发多远，时间就用完了。`,
  "verdict.constant": ({ rate, ...tail }) => `学习率一直是 ${r(rate)}，没有下降过：最后 10 个周期，训练损失${moves(tail)}。`,
  "verdict.early": ({ first, atDrop, start, stillFrom, rateThen, level }) =>
    `周期 ${first} 就降了，太早：${first === 1 ? `才训练了一个周期，训练损失还有 ${m(atDrop)}` : `训练损失刚从 ${m(start)} 走到 ${m(atDrop)}，正降得快`}。到周期 ${stillFrom} 学习率已经只有 ${r(rateThen)}，此后损失几乎不动，停在 ${m(level)}。`,
  "verdict.hard": ({ first, factor, before, stillFrom, rateThen, level }) =>
    `降得太狠：周期 ${first} 学习率一下子只剩原来的 ${formatPercent(factor)}，损失从 ${m(before)} 走到 ${m(level)}，周期 ${stillFrom} 起就走不动了，那时的学习率是 ${r(rateThen)}。`,
  "verdict.late": ({ first, waited, low, high, before, after }) =>
    `第一次下降等到周期 ${first} 才来。在它之前的 ${waited} 个周期里，训练损失在 ${m(low)} 和 ${m(high)} 之间来回跳；一降，平均就从 ${m(before)} 落到 ${m(after)}。这一步本可以早些迈出，把剩下的周期留给更低的几级。`,
  "verdict.soft": ({ drops, share, ...tail }) => `降了 ${drops} 次，学习率还有最初的 ${formatPercent(share)}，和没降差不多：最后 10 个周期，训练损失${moves(tail)}。`,
  "verdict.right": ({ levels, widthBefore, widthAfter }) =>
    `${falling(levels) ? "每降一级，损失都落到更低的一层" : "各级末尾的平均训练损失"}：${levels.map(({ loss }) => m(loss)).join(" → ")}。10 个周期里的起伏，${widthAfter < widthBefore ? `也从第一次下降前的 ${m(widthBefore)} 收窄到最后的 ${m(widthAfter)}` : `第一次下降前是 ${m(widthBefore)}，最后是 ${m(widthAfter)}`}。`,
  "verdict.plain": ({ from, level, first, before, after, span }) => `训练损失从 ${m(from)} 到 ${m(level)}；周期 ${first} 第一次改变学习率，之前 ${span.before} 个、之后 ${span.after} 个周期的平均损失是 ${m(before)} 和 ${m(after)}。`,

  "own.title": "用自己的数据",
  "own.hint": "CSV 的每一行是一个样本，最后一列是类别或者要预测的数，其余各列是数；第一行可以是列名。逗号、分号、制表符分隔都行。数据只留在这个标签页里，不会写进链接，也不会发送出去。",
  "own.label": "把表格贴在这里",
  "own.file": "选一个文件",
  "own.use": "用这些数据训练",
  "own.example": "填一份样例",
  "own.told": ({ rows, features, classes, hash }) => `读到 ${rows} 个样本、${features} 个特征、${classes.length} 类（${classes.slice(0, 6).join("、")}${classes.length > 6 ? "……" : ""}）。数据指纹 ${hash}。`,
  "own.toldNumbers": ({ rows, features, hash }) => `读到 ${rows} 个样本、${features} 个特征。最后一列是要预测的数，已换算成离均值几个标准差：均方误差等于 1，和总猜均值一样。数据指纹 ${hash}。`,
  "own.CSV_CELL": ({ line, column, value }) => (String(value ?? "").trim() === "" ? `第 ${line} 行第 ${column} 列是空的，这里要有一个值。` : `第 ${line} 行第 ${column} 列的“${String(value).trim().slice(0, 40)}”不能当作数来用。`),
  "own.CSV_ROW": ({ line, column }) => `第 ${line} 行的列数不对，从第 ${column} 列起和第一行对不上。每行的列数要一样。`,
  "own.CSV_ONE_COLUMN": "第一行只读出一列，而至少要有两列。列与列之间用半角逗号、分号或制表符隔开；空格、竖线和全角逗号不算分隔符，注释行也不会跳过。",
  "own.CSV_QUOTE": ({ line, column }) => `第 ${line} 行第 ${column} 列的引号不成对。`,
  "own.CSV_EMPTY": ({ line }) => (line > 1 ? "只有列名，没有数据。" : "还没有内容：先贴一张表，或者选一个文件。"),
  "own.CSV_CLASSES": ({ line, column }) => `第 ${line} 行第 ${column} 列：类别太多了。最后一列要么是为数不多的几类，要么全是数。`,
  "own.CSV_CLASS_COUNT": ({ value, min, max }) => `最后一列有 ${value} 种类别，要有 ${min} 到 ${max} 种。`,
  "own.CSV_FLAT": ({ value }) => `最后一列从头到尾是同一个数（${m(value)}），没有可以预测的。`,
  "own.CSV_SIZE": ({ value, max }) => `文件有 ${m(value)} MB，这里最多读 ${max} MB。`,
  "own.CSV_ROWS": ({ value, min, max }) => `有 ${value} 个样本，要有 ${min} 到 ${max} 个。`,
  "own.CSV_FEATURES": ({ value, min, max }) => `有 ${value} 个特征，最多 ${max} 个。`,
  "own.other": ({ message }) => `这张表用不了：${message}`,

  "race.againstRight": "和“刚刚好”赛一次",
  "race.own": "步进衰减",
  "race.kind.step": "另一种步进衰减",
  "race.kind.constant": "恒定",
  "race.kind.exponential": "指数衰减",
  "race.kind.cosine": "余弦退火",
  "race.kind.onecycle": "单周期",
  "race.kind.plateau": "遇平台再降",
  "race.field.factor": "倍数",
  "race.field.patience": "耐心",
  "race.pick": ({ number }) => `第 ${number} 个对手`,
  "race.add": "＋ 加一个对手",
  "race.remove": ({ name }) => `去掉“${name}”`,
  "race.start": "开始赛跑",
  "race.go": "继续",
  "race.again": "再赛一次",
  "race.now": ({ loss, accuracy }) => `损失 ${m(loss)}${Number.isNaN(accuracy) ? "" : `，正确率 ${formatPercent(accuracy)}`}`,
  "race.diverged": ({ epoch }) => `周期 ${epoch} 发散`,
  "race.name": "赛跑：几种学习率策略的损失、验证正确率和学习率，共用一条周期轴",
  "race.cursor": "沿周期比较各个策略",
  "race.table": "赛跑数据表",
  "race.head.rate": ({ name }) => `${name}：学习率`,
  "race.head.loss": ({ name }) => `${name}：损失`,
  "race.head.accuracy": ({ name }) => `${name}：验证正确率`,
  "race.accuracy": "正确率",
  "race.point": ({ epoch, lanes }) => `周期 ${epoch}：${lanes.map(({ name, loss, rate }) => `${name} 损失 ${m(loss)}，学习率 ${r(rate)}`).join("；")}`,
  "race.ready": ({ count, epochs }) => `${count} 种策略，同一个网络，同一个种子，同样的批次，各跑 ${epochs} 个周期。`,
  "race.summary": ({ epoch, order, diverged, done, which }) =>
    [
      done ? `跑完了，最后${epoch < 5 ? ` ${epoch} ` : "五"}个周期的平均${which === "loss" ? "训练" : "验证"}损失：` : `第 ${epoch} 个周期，最近${epoch < 5 ? ` ${epoch} ` : "五"}个周期的平均${which === "loss" ? "训练" : "验证"}损失：`,
      order.map(({ name, loss }) => `${name} ${m(loss)}`).join("，"),
      order.length > 1 && epoch >= 5 ? `。${order[0].name}${done ? "最低" : "暂时最低"}${order[1].loss / order[0].loss > 1.05 ? `，比${order[1].name}低 ${Math.round(100 * (1 - order[0].loss / order[1].loss))}%` : `，和${order[1].name}不相上下`}` : "",
      diverged.length ? `${order.length ? "；" : ""}${diverged.map(({ name }) => name).join("、")}发散了` : "",
      "。",
    ].join(""),

  "planes.name": "各个策略训练出的网络怎样划分平面，并排比较",
  "planes.cursor": "逐个读各个策略的划分",
  "planes.table": "各个策略判错的样本",
  "planes.head.lane": "策略",
  "planes.head.wrong": "判错",
  "planes.head.accuracy": "全部样本的正确率",
  "planes.point": ({ name, wrong, total }) => `${name}：${total} 个样本判错 ${wrong} 个`,
  "planes.caption": ({ name, wrong }) => `${name}，错 ${wrong} 个`,
  "planes.untrained": ({ total }) => `${total} 个样本。起点是同一个随机网络，所以几张图一样。`,
  "planes.summary": ({ lanes, total }) => `${total} 个样本里判错的：${lanes.map(({ name, wrong }) => `${name} ${wrong} 个`).join("，")}。`,

  "pace.epochs": ({ epoch, epochs }) => `周期 ${epoch} / ${epochs}`,
  "pace.left": ({ seconds }) => `还要约 ${seconds} 秒`,
  "pace.print": ({ print }) => `指纹 ${print}`,

  "job.left": ({ share, seconds }) => `${Math.floor(100 * share)}%，还要约 ${seconds} 秒`,
  "job.starting": "正在开始",
  "job.cancel": "停下",
  "job.progress": "进度",

  "range.start": "试一遍学习率",
  "range.again": "再试一遍",
  "range.name": "学习率范围测试：横轴是逐渐升高的学习率，纵轴是每个周期的训练损失，都是对数刻度",
  "range.cursor": "沿学习率读损失",
  "range.table": "范围测试数据表",
  "range.turn": "损失回升",
  "range.point": ({ lr, loss }) => `学习率 ${r(lr)}，训练损失 ${m(loss)}`,
  "range.ready": ({ from, to, epochs }) => `一次训练，${epochs} 个周期，学习率从 ${r(from)} 一路乘到 ${r(to)}。`,
  "range.running": ({ rate }) => `学习率升到 ${near(rate)}。`,
  "range.FOUND": ({ lowest, turn, suggested }) =>
    `损失在学习率 ${near(lowest.lr)} 附近最低（平滑后 ${m(lowest.loss)}），到 ${near(turn.lr)} 已经升回了一半的跌幅。取这个转折点的四分之一，首位数字往下取到 1、2、3 或 5：α₀ = ${r(suggested)}。`,
  "range.NO_TURN": ({ settled, suggested }) => `到学习率 ${near(settled.lr)}，损失已经走完九成的跌幅（平滑后 ${m(settled.loss)}），再往上也没有明显回升：这份数据对学习率不挑剔。就从这里开始，首位数字往下取到 1、2、3 或 5：α₀ = ${r(suggested)}。`,
  "range.NO_FALL": () => "从最小的学习率到最大的，损失都没有明显下降。换一个网络、优化器或批大小再试。",
  "range.use": ({ rate }) => `用 α₀ = ${r(rate)}`,
  "range.used": ({ rate }) => `正在用 α₀ = ${r(rate)}`,

  "plateau.start": "用恒定学习率跑一遍",
  "plateau.again": "再跑一遍",
  "after.start": "在这里降，比比看",
  "after.again": "再比一次",
  "plateau.name": "恒定学习率下的验证损失，走平的一段标成浅色，竖线是建议的第一次下降",
  "plateau.cursor": "沿周期读验证损失",
  "plateau.table": "验证损失数据表",
  "plateau.constant": "恒定",
  "plateau.stepped": "在 S 处下降",
  "plateau.ready": ({ rate, epochs }) => `先以恒定的 ${r(rate)} 训练 ${epochs} 个周期，看验证损失从哪里开始走平。`,
  "plateau.running": ({ epoch }) => `已经训练 ${epoch} 个周期。`,
  "plateau.use": ({ stepSize }) => `用 S = ${stepSize}`,
  "plateau.used": ({ stepSize }) => `正在用 S = ${stepSize}`,
  "plateau.compared": ({ stepSize, gamma, before, after, last }) =>
    `从周期 ${stepSize} 起，每 ${stepSize} 个周期乘以 ${gamma}：最后 ${last} 个周期的平均验证损失${after < before ? `从 ${m(before)} 降到 ${m(after)}` : `是 ${m(after)}，恒定学习率是 ${m(before)}，这一次没有变好`}。`,
  "advice.PLATEAU": ({ epoch, plateau }) => `周期 ${epoch} 起，验证损失停在 ${m(plateau?.loss ?? NaN)} 上下，不再往下走：在这里降学习率，S = ${epoch}；只想降这一次，就写 MultiStepLR 的 milestones=[${epoch}]。`,
  "advice.NO_PROGRESS": ({ epoch }) => `周期 ${epoch} 起损失走平，却不比开始时低：学习率太大，或者小得太多。先回到上面选 α₀。`,
  "advice.NO_PLATEAU": () => "到最后验证损失还在降，没有走平：第一次下降可以再晚些，或者多训练几个周期再看。",
  "advice.TOO_SHORT": ({ epoch }) => `只有 ${epoch} 个周期，看不出平台。把周期数调到 8 以上。`,
  "advice.DIVERGED": ({ epoch }) => `周期 ${epoch} 起损失不再是有限的数：学习率太大。`,
  "advice.OVERFITTING": ({ epoch, best }) => `验证损失在周期 ${epoch} 最低（${m(best?.loss ?? NaN)}），后来又升了，这是过拟合：在那之前降学习率，或者早点停下。`,

  "gammas.start": "0.5 和 0.1 赛一次",
  "gammas.again": "再赛一次",
  "gammas.name": "γ 取 0.5 和 0.1 的训练损失与学习率，其余都一样",
  "gammas.cursor": "沿周期比较两个 γ",
  "gammas.table": "两个 γ 的数据表",
  "gammas.ready": ({ rate, stepSize }) => `两次训练，α₀ = ${r(rate)}，S = ${stepSize}，只有 γ 不同。`,
  "gammas.running": ({ epoch }) => `已经训练 ${epoch} 个周期。`,
  "gammas.diverged": "有一次训练发散了：先把 α₀ 调小。",
  "gammas.noDrop": ({ stepSize, epochs }) => `S = ${stepSize}，${epochs} 个周期里一次也没降，两条线是同一条。`,
  "gammas.done": ({ first, span, after, end, rates, frozen }) => {
    const quick = after[1] < after[0] * 0.95 ? `周期 ${first} 第一次下降后的 ${span} 个周期，0.1 先落到 ${m(after[1])}，0.5 还在 ${m(after[0])}` : `周期 ${first} 第一次下降后的 ${span} 个周期，0.5 和 0.1 的平均损失是 ${m(after[0])} 和 ${m(after[1])}`;
    const rest = end[0] < end[1] * 0.95 ? `到最后 0.5 落到 ${m(end[0])}，比 0.1 的 ${m(end[1])} 低${frozen ? `：后者的学习率只剩 ${r(rates[1])}，已经走不动了` : ""}` : end[1] < end[0] * 0.95 ? `到最后${after[1] < after[0] ? "也" : ""}是 0.1 更低，${m(end[1])} 比 ${m(end[0])}` : `到最后两者差不多，${m(end[0])} 和 ${m(end[1])}`;
    return `${quick}；${rest}。`;
  },
  "gammas.use": ({ gamma }) => `用 γ = ${gamma}`,
  "gammas.used": ({ gamma }) => `正在用 γ = ${gamma}`,

  "map.start": "画这张地图",
  "map.again": "重画",
  "map.name": "调参地图：横轴是步长 S，纵轴是衰减因子 γ，颜色是训练结束时的验证损失，越亮越低",
  "map.cursor": "逐格读地图，方向键移动，回车把这一格载入训练",
  "map.table": "地图数据表",
  "map.stepSize": "步长 S",
  "map.gamma": "衰减因子 γ",
  "map.unknown": ({ gamma, stepSize }) => `γ ${gamma}，S ${stepSize}：还没有训练`,
  "map.lost": ({ gamma, stepSize }) => `γ ${gamma}，S ${stepSize}：发散`,
  "map.lostShort": "发散",
  "map.point": ({ gamma, stepSize, loss, accuracy }) => `γ ${gamma}，S ${stepSize}：验证损失 ${m(loss)}${Number.isNaN(accuracy) ? "" : `，正确率 ${formatPercent(accuracy)}`}`,
  "map.ready": ({ total, epochs, lr }) => `每一格是一次真实的训练：${total} 种 γ 和 S，α₀ 都是 ${r(lr)}，各 ${epochs} 个周期。`,
  "map.running": ({ done, total, best, stopped }) => `${stopped ? "停下了，" : ""}训练了 ${done} / ${total} 格${best ? `，目前最低的是 γ = ${best.gamma}、S = ${best.stepSize}，验证损失 ${m(best.loss)}` : ""}。`,
  "map.summary": ({ best, band, diverged, total }) =>
    [
      best ? `${total} 格里最低的是 γ = ${best.gamma}、S = ${best.stepSize}（星号），验证损失 ${m(best.loss)}。` : "所有的格子都发散了，把 α₀ 调小。",
      !band
        ? ""
        : band.everywhere
          ? `${band.count} 格都不超过它的 1.5 倍：在这个 α₀ 下，γ 和 S 怎样搭配差别不大。`
          : band.diagonal
            ? `损失不超过它 1.5 倍的有 ${band.count} 格，γ 从 ${band.gammas[0]} 到 ${band.gammas[1]} 都有：降得狠就少降几次，降得轻就多降几次，其中大多数最后的学习率都在 α₀ 的 ${share(band.least)} 到 ${share(band.most)} 之间，所以连成一条斜带。`
            : `损失不超过它 1.5 倍的有 ${band.count} 格。`,
      diverged ? `${diverged} 格发散，画作 ×。` : "",
    ].join(""),
  "map.loaded": ({ lr, gamma, stepSize }) => `α₀ = ${r(lr)}、γ = ${gamma}、S = ${stepSize} 已经载入上面的训练。`,
  "map.play": "去那里播放",
};

/** @param {{ low: number, high: number, begin: number, finish: number, bounces: boolean }} tail 一段损失怎样走 */
const moves = ({ low, high, begin, finish, bounces }) => (bounces ? `还在 ${m(low)} 和 ${m(high)} 之间跳动` : `从 ${m(begin)} 走到 ${m(finish)}`);

/** @param {{ loss: number }[]} levels */
const falling = (levels) => levels.every(({ loss }, i) => i === 0 || loss < levels[i - 1].loss);

/** @param {number} value 不大于 1 的比例 */
const share = (value) => (value >= 0.1 ? String(Number(value.toPrecision(2))) : `1/${r(Number((1 / value).toPrecision(2)))}`);

/** 试过的两个学习率之间的位置，两位数字就够。 @param {number} rate */
const near = (rate) => r(Number(rate.toPrecision(2)));
