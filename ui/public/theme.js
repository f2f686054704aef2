/* global document, location, matchMedia */
// Sets the theme before the first paint; a file of its own because the page allows no inline script.
(function () {
  function stored() {
    try {
      return localStorage.getItem('heliostat.theme');
    } catch {
      return null;
    }
  }
  const asked = new URLSearchParams(location.search).get('theme');
  const choice = asked === 'light' || asked === 'dark' ? asked : stored();
  const isDark =
    choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();
