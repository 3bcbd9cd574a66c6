"""Keys and tokens that their issuers made recognisable by a prefix or a fixed form.

Source: the issuers' documentation of their token formats (each is named beside its pattern).
"""

import re
from collections.abc import Iterable
from typing import Final

from pipelines.detection.spans import Span

_B: Final = r"[A-Za-z0-9_-]"
_FORMS: Final[tuple[tuple[str, str], ...]] = (
    ("1Password", rf"ops_eyJ{_B}{{40,2000}}"),
    ("1Password secret key", r"A3-[A-Z0-9]{6}-[A-Z0-9]{6,11}(?:-[A-Z0-9]{5}){2,4}"),
    ("Adobe", r"p8e-[A-Za-z0-9]{20,64}"),
    ("age", r"AGE-SECRET-KEY-1[0-9A-Z]{30,80}"),
    ("Airtable", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{40,80}"),
    ("Akamai", r"akab-[a-z0-9]{16}-[a-z0-9]{16}"),
    ("Alibaba", r"LTAI[A-Za-z0-9]{12,24}"),
    ("Amazon access key", r"(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|ANPA|A3T[A-Z0-9])[A-Z0-9]{16}(?![A-Z0-9])"),
    ("Amazon AppSync", r"da2-[a-z0-9]{26}"),
    ("Amazon Bedrock", rf"(?:ABSK[A-Za-z0-9+/]{{40,400}}={{0,2}}|bedrock-api-key-{_B}{{20,400}})"),
    ("Amazon MWS", r"amzn\.mws\.[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}"),
    ("Anthropic", rf"sk-ant-{_B}{{16,200}}"),
    ("Apify", r"apify_api_[A-Za-z0-9]{30,50}"),
    ("Artifactory", r"(?:AKCp[A-Za-z0-9]{20,100}|cmVmdGtuOj[A-Za-z0-9]{20,100})"),
    ("Asana", r"(?:1/\d{16}:[0-9a-f]{32}|2/\d{16}/\d{16}:[0-9a-f]{32})"),
    ("Atlassian", rf"AT(?:ATT|CTT|BB|OA|ST)[A-Za-z0-9]{_B}{{20,300}}={{0,2}}[A-F0-9]{{0,8}}"),
    (
        "Azure client secret",
        r"[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}|[A-Za-z0-9]{4,5}8Q~[A-Za-z0-9_~.-]{31,36}|"
        r"[a-zA-Z0-9_~.-]{3,5}Q~[a-zA-Z0-9_~.-]{31,36}",
    ),
    (
        "Azure storage",
        r"[A-Za-z0-9+/]{76}(?:ASt|ACD|AzS|AZD)[A-Za-z0-9+/]{4,7}={0,2}|"
        r"[A-Za-z0-9+/]{44,80}AAAAASA[A-Za-z0-9+/]{4,8}={0,2}",
    ),
    ("Bitbucket", r"(?:BBDC-[A-Za-z0-9+/@_-]{30,60})"),
    ("Brevo", r"x(?:keysib|smtpsib)-[0-9a-f]{32,64}-[A-Za-z0-9]{10,20}"),
    ("Buildkite", r"bkua_[0-9a-f]{40}"),
    ("CircleCI", rf"CCI(?:PAT|PRJ)_{_B}{{20,60}}"),
    ("Clojars", r"CLOJARS_[0-9a-z]{40,64}"),
    ("Cloudflare", r"(?:cf(?:at|ut|k)_[A-Za-z0-9]{30,60}|v1\.0-[0-9a-f]{24}-[0-9a-f]{100,160})"),
    ("Contentful", rf"CFPAT-{_B}{{40,50}}"),
    ("Databricks", r"dapi[0-9a-f]{32}(?:-\d)?"),
    ("Datadog", r"dd(?:api|app)_[A-Za-z0-9]{30,50}"),
    ("DeepSeek, OpenAI and alike", rf"sk-(?:proj-|svcacct-|admin-|or-v1-|lf-|None-)?{_B}{{20,200}}"),
    ("Defined Networking", r"dnkey-[A-Z0-9]{20,30}-[A-Z0-9]{40,60}"),
    ("DigitalOcean", r"do[opr]_v1_[0-9a-f]{64}"),
    ("Discord bot", rf"[MNO][A-Za-z0-9]{{23,27}}\.{_B}{{6}}\.{_B}{{27,42}}"),
    ("Docker", rf"dckr_(?:pat|oat)_{_B}{{20,40}}"),
    ("Docker Swarm", r"SWM(?:TKN|KEY)-1-[A-Za-z0-9+/-]{30,120}"),
    ("Doppler", r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,48}"),
    ("Dropbox", rf"sl\.(?:u\.)?{_B}{{60,1500}}"),
    ("Dynatrace", r"dt0[a-zA-Z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    ("EasyPost", r"EZ[AT]K[A-Za-z0-9]{54}"),
    ("Facebook", r"EAA[A-Za-z0-9]{60,400}|\d{15,17}\|[A-Za-z0-9_-]{27}"),
    ("Fastly and Figma", rf"fig[dorbh]_{_B}{{36,60}}"),
    ("Fly.io", r"(?:fo1_[A-Za-z0-9_-]{40,60}|fm[12][ar]?_[A-Za-z0-9+/]{60,600}={0,2})"),
    ("Flutterwave", r"FLWSECK(?:_TEST)?-[0-9a-zA-Z]{12,40}(?:-X)?"),
    ("Frame.io", rf"fio-u-{_B}{{60,70}}"),
    (
        "GitHub",
        r"gh[pousr]_[A-Za-z0-9]{30,255}|ghs_\d{8}_eyJ[A-Za-z0-9_.-]{20,2000}|github_pat_[A-Za-z0-9_]{40,255}",
    ),
    (
        "GitLab",
        rf"gl(?:pat|oas|dt|rt|cbt|ptt|ft|soat|imt|agent|ffct|wt|rtr)"
        rf"-{_B}{{16,100}}(?:\.\d\d\.[a-z0-9]{{7,12}}|\.{_B}{{2,12}}){{0,3}}|GR1348941{_B}{{20}}|"
        rf"_gitlab_session=[0-9a-z]{{32}}",
    ),
    ("GoCardless", rf"(?:live|sandbox)_{_B}{{40}}(?!{_B})"),
    ("Google API key", rf"AIza{_B}{{35}}"),
    (
        "Google OAuth",
        rf"(?:ya29\.{_B}{{20,400}}|GOCSPX-{_B}{{20,40}}|1//0{_B}{{30,250}}|"
        rf"\d{{9,14}}-[a-z0-9]{{32}}\.apps\.googleusercontent\.com)",
    ),
    (
        "Grafana",
        r"(?:gl(?:c|sa)_[A-Za-z0-9+/_=]{30,400}(?:_[0-9a-f]{8})?|eyJrIjoi[A-Za-z0-9+/_-]{40,400}={0,2})",
    ),
    ("Groq", r"gsk_[A-Za-z0-9]{40,60}"),
    ("HashiCorp", rf"(?:(?:hvs|hvb|hvr|s)\.{_B}{{24,200}}|[A-Za-z0-9]{{14}}\.atlasv1\.{_B}{{60,90}})"),
    ("Heroku", rf"HRKU-{_B}{{30,70}}"),
    ("HubSpot", r"pat-(?:na|eu)\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    ("Hugging Face", r"(?:hf|api_org)_[A-Za-z]{30,40}"),
    ("Infracost and alike", r"ico-[A-Za-z0-9]{32}"),
    ("Instagram", r"IGQV[A-Za-z0-9_-]{60,300}"),
    ("Intercom", r"dG9rOj[A-Za-z0-9+/=]{40,80}"),
    ("JSON web key or token", rf"eyJ{_B}{{8,2000}}\.(?:eyJ)?{_B}{{4,4000}}(?:\.{_B}{{0,2000}}){{0,3}}"),
    ("LangSmith", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    ("LaunchDarkly", r"(?:sdk|mob|api)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    ("Linear", r"lin_(?:api|oauth)_[A-Za-z0-9]{30,64}"),
    ("Llama", rf"llx-{_B}{{40,60}}"),
    ("Mailchimp", r"[0-9A-Za-z]{32}-us\d{1,2}(?!\w)"),
    ("Mailgun", r"(?:key|pubkey)-[0-9a-f]{32}|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}"),
    ("Mapbox", r"(?:sk|tk)\.eyJ[A-Za-z0-9_-]{40,200}\.[A-Za-z0-9_-]{20,40}"),
    ("MongoDB Atlas", r"mdb_sa_(?:sk|id)_[A-Za-z0-9_-]{24,60}"),
    ("Netlify", r"nf[pcoub]_[A-Za-z0-9]{36}"),
    (
        "New Relic",
        r"NR(?:AK|JS|BR|II|RA|SP)-[A-Za-z0-9]{16,40}|NRAA-[0-9a-f]{27}|(?:eu01xx)?[0-9a-f]{30,36}NRAL",
    ),
    ("NKEY", r"S[ANOCUX][A-Z2-7]{54,58}(?!\w)"),
    ("Notion", r"(?:ntn_[A-Za-z0-9]{40,50}|secret_[A-Za-z0-9]{43})"),
    ("npm", r"npm_[A-Za-z0-9]{36}"),
    ("NTLM", r"TlRMTV[A-Za-z0-9+/]{20,400}={0,2}"),
    ("NuGet", r"oy2[a-z0-9]{43}"),
    ("OpenRouter and Okta", rf"00[A-Za-z0-9]{_B}{{39,40}}(?!{_B})"),
    ("Perplexity", r"pplx-[A-Za-z0-9]{40,60}"),
    ("PayPal Braintree", r"access_token\$(?:production|sandbox)\$[0-9a-z]{10,20}\$[0-9a-f]{32}"),
    ("PlanetScale", r"pscale_(?:pw|tkn|oauth)_[A-Za-z0-9_.=-]{32,64}"),
    ("PostHog", r"ph[cxs]_[A-Za-z0-9]{36,60}"),
    ("Postman", r"PMA[KT]-[A-Za-z0-9]{24,26}(?:-[0-9a-f]{34})?"),
    ("Prefect", r"pn[ub]_[A-Za-z0-9]{36}"),
    ("Pulumi", r"pul-[0-9a-f]{40}"),
    ("PyPI", rf"pypi-{_B}{{50,400}}"),
    ("RapidAPI", r"[0-9a-f]{10}msh[0-9a-f]{15}p[0-9a-f]{6}jsn[0-9a-f]{12}"),
    ("ReadMe", r"rdme_[a-z0-9]{70}"),
    ("Replicate", r"r8_[A-Za-z0-9]{37}"),
    ("Resend", r"re_[A-Za-z0-9]{6,10}_[A-Za-z0-9]{20,30}"),
    ("RubyGems", r"rubygems_[0-9a-f]{48}"),
    (
        "Salesforce",
        r"00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{60,120}|3MVG[A-Za-z0-9._]{60,120}|"
        r"00D[A-Za-z0-9]{12}(?:[A-Z0-9]{3})?(?!\w)",
    ),
    ("SendGrid", rf"SG\.{_B}{{16,24}}\.{_B}{{16,64}}"),
    ("Sentry", r"sntry[su]_[A-Za-z0-9+/=_-]{40,400}"),
    ("Shippo", r"shippo_(?:live|test)_[0-9a-f]{40}"),
    ("Shopify", r"shp(?:at|ca|pa|ss|ua|tka)_[0-9a-fA-F]{32}"),
    (
        "Slack",
        r"xox[abceoprsd]-(?:\d-)?[A-Za-z0-9-]{10,250}|"
        r"xapp-\d-[A-Z0-9]{8,14}-\d{10,14}-[0-9a-f]{40,80}|xoxe\.xox[bp]-\d-[A-Za-z0-9]{60,200}",
    ),
    ("Slack webhook", r"https://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/]{20,120}"),
    (
        "Discord webhook",
        rf"https://(?:ptb\.|canary\.)?discord(?:app)?\.com/api/webhooks/\d{{17,20}}/{_B}{{40,80}}",
    ),
    ("Teams webhook", r"https://[\w-]{2,40}\.webhook\.office\.com/webhookb2/[\w@/-]{40,200}"),
    ("Snyk", r"snyk_(?:uat|sat)\.[A-Za-z0-9._-]{20,120}"),
    ("SonarQube", r"sq[upa]_[0-9a-f]{40}"),
    ("Sourcegraph", r"sg[pd]_(?:[0-9a-f]{16}_)?[0-9a-f]{40}"),
    ("Square", rf"sq0(?:atp|csp|idp|idb)-{_B}{{20,64}}|EAAA{_B}{{56,64}}"),
    ("Stripe, Clerk, Picatic", r"(?:sk|rk|pk|whsec|sess)_(?:live_|test_|prod_)?[A-Za-z0-9]{16,250}"),
    ("Supabase", r"sb(?:p|a)_(?:v0_)?[0-9a-f]{40}|sb_(?:secret|publishable)_[A-Za-z0-9_-]{20,60}"),
    ("Tailscale", r"tskey-(?:auth|api|client|scim|webhook)?-?[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,40}"),
    ("Tavily", r"tvly-(?:dev-)?[A-Za-z0-9]{30,40}"),
    ("Telegram bot", rf"\d{{8,10}}:A[A-Za-z0-9]{_B}{{33}}"),
    ("Together", rf"tgp_v1_{_B}{{40,50}}"),
    ("Twilio", r"(?:AC|SK)[0-9a-fA-F]{32}(?!\w)"),
    ("Twitter", r"A{20,22}[A-Za-z0-9%]{60,120}"),
    ("Typeform", rf"tfp_{_B}{{40,64}}"),
    ("Vercel", r"vc[pkaiu]_[A-Za-z0-9]{20,64}"),
    ("Webflow and WunderGraph", r"cosmo_[0-9a-f]{32}"),
    ("WeChat", r"wx[0-9a-f]{16}(?!\w)"),
    ("xAI", r"xai-[A-Za-z0-9]{60,100}"),
    ("Yandex", r"(?:y[0-3]_[A-Za-z0-9_-]{40,80}|AQVN[A-Za-z0-9_-]{35,38}|YC[a-zA-Z0-9_-]{38})"),
    ("Zapier and others", r"AccountKey=[A-Za-z0-9+/]{40,100}={0,2}"),
    (
        "crypt(3), bcrypt, argon2, Apache and Django hashes of passwords",
        r"\$(?:1|2[abxy]|5|6|7|y|gy|apr1|md5|sha1|scrypt|argon2(?:id|i|d))\$[A-Za-z0-9./$,=+_-]{12,400}|"
        r"pbkdf2_sha(?:1|256|512)\$\d{3,9}\$[A-Za-z0-9+/=$]{20,200}|\{(?:S?SHA\d{0,3}|S?MD5|"
        r"CRYPT)\}[A-Za-z0-9+/=$.]{16,200}",
    ),
    ("OpenSSH private key", r"b3BlbnNzaC1rZXktdjE[A-Za-z0-9+/]{20,2000}={0,2}"),
    ("1Password share", r"https://share\.1password\.com/s#[\w-]{20,80}"),
)
_KEY: Final = re.compile(
    r"(?<![A-Za-z0-9/+.])(?:\\?[nrt])?(?P<key>" + "|".join(form for _, form in _FORMS) + ")"
)
_AFTER_COLOUR: Final = re.compile(r"(?:\x1b?\[\d{1,3}m)")
_LONG: Final = re.compile(r"[\w+/=.~$:|!-]{16}")
_PEM: Final = re.compile(
    r"-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[\s\S])"
    r"{0,20000}(?:-----END (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----)?"
)
_PEM_END: Final = re.compile(
    r"(?:[A-Za-z0-9+/]{4,80}={0,2}(?:\\n|\s){0,3})?-----END (?:[A-Z0-9]{2,12} ){0,3}"
    r"PRIVATE KEY(?: BLOCK)?-----"
)
_EXAMPLE: Final = re.compile(r"(?i)example|x{8}|0{16}|\*{4}")


def find(text: str) -> Iterable[Span]:
    """Keys by their form, and private keys."""
    if "PRIVATE KEY" in text:
        for pattern in (_PEM, _PEM_END):
            for match in pattern.finditer(text):
                yield Span(match.start(), match.end(), "SECRET", 0.95, "private_key")
    if not _LONG.search(text):
        return
    plain = _AFTER_COLOUR.sub(lambda match: " " * len(match[0]), text) if "[" in text else text
    for match in _KEY.finditer(plain):
        start, end = match.span("key")
        if match["key"].startswith("AccountKey="):
            start += len("AccountKey=")
        if not _EXAMPLE.fullmatch(match["key"]):
            yield Span(start, end, "SECRET", 0.9, "secret_prefix")
