"""Owners of well-known open repositories, and names in addresses of code hosts that are no owners.

Owns one list, in small letters: what they publish names no customer. A document's `deny` and
`allow` can say otherwise.
"""

from typing import Final

_OWNERS: Final = frozenset(
    (
        "30-seconds about actions actions-cool actions-rs actix adoptium airbnb alacritty anchore angular "
        "ansible ant-design anthropics apache apache-airflow appium apple aquasecurity arduino argoproj "
        "astral-sh awesome-selfhosted aws aws-actions aws-samples axios azure azure-samples babel "
        "bevyengine bitcoin bitnami bitwarden blender bokeh bumptech burntsushi celery ceph cert-manager "
        "chakra-ui chartjs chromium cilium clap-rs clickhouse cncf cockroachdb codecov collections "
        "commitizen composer confluentinc contact containerd conventional-changelog coverallsapp crossplane "
        "curl curl-library customer-stories cypress-io d3 dart-lang date-fns deepmind deepseek-ai "
        "definitelytyped denoland dependabot django docker docker-library docker-practice donnemartin dorny "
        "dotnet dropbox drupal dtolnay duckdb ebookfoundation elastic electron element-hq emacs-mirror "
        "emberjs encode enterprise envoyproxy esbuild eslint eslint-community esphome espressif etcd-io "
        "ethereum explore explosion explosion-ai expressjs external-secrets facebook facebookincubator "
        "facebookresearch fastapi fastify faust-streaming features feross ffmpeg fish-shell flutter fluxcd "
        "foundry-rs freecodecamp gatsbyjs gcc-mirror getify getsentry ggerganov ggml-org gin-gonic git "
        "github gitlab-org gnu godotengine golang golangci google google-deepmind google-github-actions "
        "google-research googleapis goreleaser gorilla gradio-app gradle grafana grpc hapijs hashicorp "
        "hashicorp-forge helm hibernate home-assistant homebrew huggingface hyperium hyperledger iamkun "
        "imagemagick immich-app influxdata inkscape ionic-team ipython isaacs istio jaegertracing jamesives "
        "jekyll jellyfin jenkinsci jestjs jetbrains join joomla jqlang jquery junegunn junit-team jupyter "
        "jwasham k3s-io kamranahmedse karpathy keepassxreboot keras-team klipper3d knex koajs kotlin "
        "kubernetes kubernetes-client kubernetes-sigs langchain-ai laravel lerna libsdl-org libuv linkedin "
        "llvm lodash login longhorn mariadb marketplace matplotlib matrix-org mattermost mavenlibs meta "
        "micronaut-projects microsoft microsoft-edge microsoftdocs minio mistralai moby mochajs mockito "
        "moment mongodb mongodb-js mongoose mozilla mrdoob mui mysql neo4j neovim nestjs netflix new "
        "nextcloud nginx nginxinc nodejs npm nrwl nuget numpy nuxt nvm-sh obsproject octocat octoprint "
        "ohmyzsh ollama onnx open-policy-agent open-telemetry openai openapitools opencontainers openjdk "
        "opensearch-project openssl openzeppelin oven-sh owncloud pallets pandas-dev parcel-bundler "
        "peaceiris peter-evans phpunit platformio playwright-community plotly pmndrs pnpm postgres "
        "powershell pre-commit preactjs presidio prettier pricing prisma projectlombok prometheus "
        "protocolbuffers psf public-apis puppeteer pydantic pydata pyenv pypa pypa-actions pytest-dev "
        "python python-poetry pytorch qmk quarkusio qwenlm rack radix-ui rails rancher raspberrypi "
        "reactivex reactjs readme redis reduxjs remix-run renovatebot rocketchat rollup rook rubocop ruby "
        "ruby-setup run-llama rust-analyzer rust-lang scikit-learn scipy seanmonstar search security "
        "segmentio selenium semantic-release sentry sequelize serde-rs shadcn shadcn-ui sharkdp shopify "
        "signalapp sindresorhus snyk socketio softprops solana-labs solidjs sonarsource spf13 sponsors "
        "spoon-knife spotify spring-projects sqlite square storybookjs streamlit stripe stylelint substack "
        "sveltejs swagger-api swc-project swiftlang symfony syncthing tailwindlabs tanstack telegramdesktop "
        "tensorflow testing-library thealgorithms three-js tiangolo timescale tj tmux tokio-rs topics "
        "torvalds tox-dev traefik trekhleb trending trpc twbs twilio twitter typeorm typescript-cheatsheets "
        "typescript-eslint uber ultralytics vercel vercel-labs videolan vim vinta vitejs vllm-project "
        "vmware-tanzu vuejs vuetifyjs webkit webpack withastro wordpress xai-org yarnpkg yelp yt-dlp "
        "zloirock zsh-users zulip"
    ).split()
)


def is_open_owner(owner: str) -> bool:
    """Whether an owner of repositories is a well-known open project (or a page of the code host)."""
    return owner.lower() in _OWNERS
