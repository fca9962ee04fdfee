// The PyTorch program that uses the same rates.

/** @param {Readonly<Record<string, any>>} values @param {"zh-CN" | "en"} lang of the comments @returns {string} */
export function pytorchCode({ lr, gamma, stepSize, epochs, optimizer, momentum }, lang) {
  const takesMomentum = optimizer === "SGD" || optimizer === "RMSprop";
  const words = lang === "en" ? ["zero_grad, loss, backward, optimizer.step() for every batch", "after the optimizer, once an epoch"] : ["每个批次：zero_grad、loss、backward、optimizer.step()", "在优化器之后，每个周期一次"];
  return `import torch

optimizer = torch.optim.${optimizer}(model.parameters(), lr=${lr}${takesMomentum ? `, momentum=${momentum}` : ""})
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=${stepSize}, gamma=${gamma})

for epoch in range(${epochs}):
    train_one_epoch(model, optimizer)  # ${words[0]}
    print(f"epoch {epoch}: lr = {scheduler.get_last_lr()[0]:g}")
    scheduler.step()  # ${words[1]}
`;
}
