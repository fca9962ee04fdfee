// Language and theme from the link, before the first paint; main.js takes over. A classic script in the head, because modules run too late for that.
(() => {
  const root = document.documentElement;
  const link = new URLSearchParams(location.search);
  const [lang, theme] = [link.get("lang"), link.get("theme")];
  if (lang === "en") root.lang = lang;
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  root.classList.add("scripted");
  if (["lr", "gamma", "stepSize", "epochs"].some((key) => link.has(key))) root.classList.add("own-numbers"); // the still pictures show others
})();
