"""Texts that would run as script, or break out of their place, where a page does not escape them."""

from __future__ import annotations

from typing import Final

_RUN: Final = "window.ran=1"
PAYLOADS: Final = (
    f"<script>{_RUN}</script>",
    f"</textarea><script>{_RUN}</script>",
    f"</pre><script>{_RUN}</script>",
    f"</title><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f'<math><mi xlink:href="javascript:{_RUN}">x</mi></math>',
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    f"<iframe src=javascript:{_RUN}></iframe>",
    f"<object data=javascript:{_RUN}></object>",
    f"<embed src=javascript:{_RUN}>",
    f"<a href=javascript:{_RUN}>x</a>",
    f"<form action=javascript:{_RUN}><button>x</button></form>",
    f"<input autofocus onfocus={_RUN}>",
    f"<details open ontoggle={_RUN}>",
    f"<video><source onerror={_RUN}></video>",
    f"<body onload={_RUN}>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    f'" onmouseover="{_RUN}',
    f"' autofocus onfocus='{_RUN}",
    f"--><script>{_RUN}</script>",
    f"]]><script>{_RUN}</script>",
    f"{{{{constructor.constructor('{_RUN}')()}}}}",
    f"${{{_RUN}}}",
    f"javascript:{_RUN}",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    "\u202e<b>right to left</b>",
    "\x01\x02<b>",
)
