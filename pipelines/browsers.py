"""Which apps are web browsers: by bundle id, executable, package name, or the word in their name.

Owns the list. A browser that does not say its URL cannot be told from one that shows an excluded page.
"""

import re
from typing import Final

from schemas.raw import Context

BROWSERS: Final = frozenset(
    """
    com.google.chrome com.google.chrome.beta com.google.chrome.canary com.google.chrome.dev
    com.android.chrome com.chrome.beta com.chrome.dev com.chrome.canary org.chromium.chromium
    org.mozilla.firefox org.mozilla.firefox_beta org.mozilla.fenix org.mozilla.focus org.mozilla.klar
    org.mozilla.nightly org.mozilla.firefoxdeveloperedition org.mozilla.librewolf org.torproject.torbrowser
    com.apple.safari com.apple.safaritechnologypreview com.apple.mobilesafari com.microsoft.edgemac
    com.microsoft.edgemac.beta com.microsoft.edgemac.dev com.microsoft.emmx com.microsoft.edge
    com.brave.browser com.brave.browser.beta com.brave.browser.nightly com.operasoftware.opera
    com.operasoftware.operagx com.opera.browser com.opera.mini.native com.vivaldi.vivaldi
    company.thebrowser.browser company.thebrowser.dia ru.yandex.desktop.yandex-browser
    com.duckduckgo.macos.browser
    com.duckduckgo.mobile.android com.sec.android.app.sbrowser com.kagi.kagimacos com.ucmobile.intl
    app.zen-browser.zen io.github.ungoogled_software.ungoogled_chromium org.gnome.epiphany org.kde.falkon
    org.kde.konqueror net.waterfox.waterfox com.sigmaos.sigmaos ai.perplexity.comet com.openai.atlas
    chrome google-chrome google-chrome-stable google-chrome-beta google-chrome-unstable chromium
    chromium-browser firefox firefox-esr firefox-bin librewolf waterfox tor safari
    msedge microsoft-edge microsoft-edge-stable edge
    brave brave-browser opera opera-stable opera-gx vivaldi vivaldi-stable vivaldi-bin iexplore epiphany
    falkon
    konqueror qutebrowser midori palemoon seamonkey arc dia zen browser yandex whale naver-whale maxthon
    """.split()  # noqa: SIM905
)
_EXTENSION: Final = re.compile(r"\.(?:exe|app|appimage|desktop|bin)$")
_WORD: Final = re.compile(r"browser|chrom(?:e|ium)|firefox|safari")
_WEB_APP: Final = re.compile(r"^(?:com\.google\.chrome|com\.microsoft\.edgemac|com\.brave\.browser)\.app\.")


def is_browser(context: Context) -> bool:
    """Whether a window is a browser's, as far as its app and its app's name tell."""
    app = context.app.strip().casefold()
    last = _EXTENSION.sub("", app.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1])
    if app in BROWSERS or last in BROWSERS or _WEB_APP.match(app):
        return True
    return any(_WORD.search(name) for name in (last, (context.app_name or "").casefold()))
