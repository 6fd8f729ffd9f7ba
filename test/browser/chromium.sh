#!/usr/bin/env bash
# Chromium without the two hidden pages in which each of its windows draws suggestions for the address bar: they took a
# third of the work of every page, and half of that of every new browser. Of several lists of features to leave out
# Chromium takes the last, so these two are put into the one that there is.
exec /usr/bin/chromium "${@/#--disable-features=/--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,}"
