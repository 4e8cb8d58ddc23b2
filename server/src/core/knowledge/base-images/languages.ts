import type { ImageFamily } from "./facts.ts";

/** Compilers, runtimes and package managers of programming languages. */
export const LANGUAGE_FAMILIES: readonly ImageFamily[] = [
  {
    images: ["node"],
    runsAs: "root",
    unprivileged: { name: "node", uid: 1000, gid: 1000 },
    distribution: "debian",
    source: "https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#non-root-user",
  },
  {
    images: ["oven/bun"],
    runsAs: "root",
    unprivileged: { name: "bun", uid: 1000, gid: 1000 },
    distribution: "debian",
    variants: [{ tag: /distroless/, runsAs: "unknown", unprivileged: "unknown" }],
    source: "https://github.com/oven-sh/bun/tree/main/dockerhub",
  },
  {
    images: ["denoland/deno"],
    runsAs: "root",
    unprivileged: { name: "deno", uid: 1993, gid: 1993 },
    distribution: "debian",
    variants: [
      { tag: /distroless/, runsAs: "unknown", unprivileged: "unknown" },
      { tag: /alpine/, unprivileged: { name: "deno" } },
    ],
    source: "https://github.com/denoland/deno_docker",
  },
  {
    images: [
      "python",
      "pypy",
      "ruby",
      "jruby",
      "golang",
      "rust",
      "perl",
      "gcc",
      "swift",
      "elixir",
      "erlang",
      "haskell",
    ],
    runsAs: "root",
    distribution: "debian",
    source: "https://github.com/docker-library/official-images/tree/master/library",
  },
  {
    images: ["julia", "clojure", "mono", "hylang", "dart", "ibm-semeru-runtimes", "sapmachine"],
    runsAs: "root",
    distribution: "debian",
    source: "https://github.com/docker-library/official-images/tree/master/library",
  },
  {
    images: ["r-base"],
    runsAs: "root",
    unprivileged: { name: "docker", uid: 1000, gid: 1000 },
    distribution: "debian",
    source: "https://github.com/rocker-org/rocker/tree/master/r-base",
  },
  {
    images: ["php"],
    runsAs: "root",
    unprivileged: { name: "www-data", uid: 33, gid: 33 },
    distribution: "debian",
    variants: [{ tag: /alpine/, unprivileged: { name: "www-data", uid: 82, gid: 82 } }],
    source: "https://github.com/docker-library/php",
  },
  {
    images: ["composer"],
    runsAs: "root",
    distribution: "alpine",
    source: "https://github.com/composer/docker",
  },
  {
    images: ["eclipse-temurin", "maven"],
    runsAs: "root",
    distribution: "debian",
    variants: [
      // Amazon Linux and Oracle Linux below these.
      { tag: /amazoncorretto|oracle|graalvm/, distribution: "rhel" },
    ],
    source: "https://github.com/adoptium/containers",
  },
  {
    images: ["gradle"],
    runsAs: "root",
    unprivileged: { name: "gradle", uid: 1000, gid: 1000 },
    distribution: "debian",
    variants: [{ tag: /corretto|ubi|graal/, distribution: "rhel" }],
    source: "https://github.com/keeganwitt/docker-gradle",
  },
  {
    images: ["amazoncorretto"],
    runsAs: "root",
    distribution: "rhel",
    source: "https://github.com/corretto/corretto-docker",
  },
  {
    // Tags without a distribution moved from Debian to Oracle Linux between releases.
    images: ["openjdk"],
    runsAs: "root",
    variants: [
      { tag: /^(?:[678]|1[01])(?:\D|$)/, distribution: "debian" },
      { tag: /oracle/, distribution: "rhel" },
    ],
    source: "https://github.com/docker-library/openjdk",
  },
  {
    images: ["azul/zulu-openjdk", "bellsoft/liberica-openjdk-debian", "mcr.microsoft.com/openjdk/jdk"],
    runsAs: "root",
    variants: [
      { tag: /mariner|azurelinux|distroless/, runsAs: "unknown" },
      { tag: /ubuntu/, distribution: "debian" },
    ],
    source: "https://github.com/microsoft/openjdk-docker",
  },
  {
    images: [
      "mcr.microsoft.com/dotnet/runtime-deps",
      "mcr.microsoft.com/dotnet/runtime",
      "mcr.microsoft.com/dotnet/aspnet",
      "mcr.microsoft.com/dotnet/sdk",
    ],
    runsAs: "root",
    variants: [
      {
        tag: /^(?:latest|[89]\.|1\d\.)(?!.*(?:nanoserver|windowsservercore))/,
        unprivileged: { name: "app", uid: 1654, gid: 1654 },
      },
      { tag: /^(?:latest|[\d.]+)$/, distribution: "debian" },
      { tag: /cbl-mariner|azurelinux/, distribution: "rhel" },
      { tag: /chiseled|distroless/, distribution: "distroless", runsAs: { name: "app" } },
      { tag: /^(?:[89]|1\d)\..*(?:chiseled|distroless)/, runsAs: { name: "app", uid: 1654, gid: 1654 } },
    ],
    source: "https://learn.microsoft.com/dotnet/core/compatibility/containers/8.0/app-user",
  },
  {
    images: [
      "mcr.microsoft.com/dotnet/core/runtime-deps",
      "mcr.microsoft.com/dotnet/core/runtime",
      "mcr.microsoft.com/dotnet/core/aspnet",
      "mcr.microsoft.com/dotnet/core/sdk",
    ],
    runsAs: "root",
    distribution: "debian",
    source: "https://github.com/dotnet/dotnet-docker",
  },
  {
    images: ["mcr.microsoft.com/powershell"],
    runsAs: "root",
    distribution: "debian",
    variants: [{ tag: /mariner|azurelinux|centos|fedora|ubi/, distribution: "rhel" }],
    source: "https://github.com/PowerShell/PowerShell-Docker",
  },
  {
    images: ["continuumio/miniconda3", "continuumio/anaconda3", "condaforge/mambaforge", "condaforge/miniforge3"],
    runsAs: "root",
    distribution: "debian",
    source: "https://github.com/ContinuumIO/docker-images",
  },
  {
    images: ["mambaorg/micromamba"],
    runsAs: { name: "mambauser" },
    unprivileged: { name: "mambauser" },
    distribution: "debian",
    source: "https://micromamba-docker.readthedocs.io/en/latest/",
  },
  {
    images: ["pytorch/pytorch", "tensorflow/tensorflow"],
    runsAs: "root",
    distribution: "debian",
    source: "https://github.com/tensorflow/build/tree/master/tensorflow_runtime_dockerfiles",
  },
  {
    images: ["tiangolo/uvicorn-gunicorn-fastapi", "tiangolo/uwsgi-nginx-flask", "tiangolo/uvicorn-gunicorn"],
    runsAs: "root",
    distribution: "debian",
    source: "https://github.com/tiangolo/uvicorn-gunicorn-fastapi-docker",
  },
  {
    images: ["ghcr.io/astral-sh/uv"],
    runsAs: "root",
    variants: [
      // These tags hold the two programs and nothing else.
      { tag: /^(?:latest|[\d.]+)$/, distribution: "distroless" },
    ],
    source: "https://docs.astral.sh/uv/guides/integration/docker/",
  },
  {
    images: [
      "docker-stacks-foundation",
      "base-notebook",
      "minimal-notebook",
      "scipy-notebook",
      "r-notebook",
      "julia-notebook",
      "tensorflow-notebook",
      "pytorch-notebook",
      "datascience-notebook",
      "pyspark-notebook",
      "all-spark-notebook",
    ].flatMap((name) => [`jupyter/${name}`, `quay.io/jupyter/${name}`]),
    runsAs: { name: "jovyan", uid: 1000, gid: 100 },
    unprivileged: { name: "jovyan", uid: 1000, gid: 100 },
    distribution: "debian",
    source: "https://jupyter-docker-stacks.readthedocs.io/en/latest/using/common.html",
  },
  {
    images: [
      "mcr.microsoft.com/playwright",
      "mcr.microsoft.com/playwright/python",
      "mcr.microsoft.com/playwright/java",
    ],
    runsAs: "root",
    unprivileged: { name: "pwuser" },
    distribution: "debian",
    source: "https://playwright.dev/docs/docker",
  },
  {
    images: ["mcr.microsoft.com/devcontainers/*"],
    source: "https://github.com/devcontainers/images",
  },
  {
    // The functions run as an unprivileged user that the platform chooses, and USER is not to be set.
    images: [
      "public.ecr.aws/lambda/*",
      "amazon/aws-lambda-python",
      "amazon/aws-lambda-nodejs",
      "amazon/aws-lambda-java",
    ],
    distribution: "rhel",
    source: "https://docs.aws.amazon.com/lambda/latest/dg/images-create.html",
  },
];
