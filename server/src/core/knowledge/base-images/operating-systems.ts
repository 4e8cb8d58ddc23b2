import type { ImageFamily } from "./facts.ts";

/** Images that hold a distribution and nothing else. */
export const OPERATING_SYSTEM_FAMILIES: readonly ImageFamily[] = [
  {
    images: ["debian", "buildpack-deps", "neurodebian", "kalilinux/kali-rolling"],
    runsAs: "root",
    distribution: "debian",
    source: "https://github.com/docker-library/official-images/blob/master/library/debian",
  },
  {
    images: ["ubuntu", "public.ecr.aws/ubuntu/ubuntu"],
    runsAs: "root",
    distribution: "debian",
    variants: [
      {
        // The images ship an account `ubuntu` with uid 1000 since 23.04.
        tag: /^(?:latest|rolling|devel|23\.(?:04|10)|2[4-9]\.\d\d|lunar|mantic|noble|oracular|plucky|questing)/,
        unprivileged: { name: "ubuntu", uid: 1000, gid: 1000 },
      },
    ],
    source: "https://bugs.launchpad.net/cloud-images/+bug/2005129",
  },
  {
    images: ["alpine"],
    runsAs: "root",
    distribution: "alpine",
    source: "https://github.com/alpinelinux/docker-alpine/blob/master/Dockerfile",
  },
  {
    images: ["busybox"],
    runsAs: "root",
    distribution: "busybox",
    source: "https://github.com/docker-library/busybox",
  },
  {
    images: ["fedora", "registry.fedoraproject.org/fedora", "quay.io/fedora/fedora", "centos", "quay.io/centos/centos"],
    runsAs: "root",
    distribution: "rhel",
    source: "https://hub.docker.com/_/fedora",
  },
  {
    images: [
      "rockylinux",
      "rockylinux/rockylinux",
      "quay.io/rockylinux/rockylinux",
      "almalinux",
      "quay.io/almalinuxorg/almalinux",
      "oraclelinux",
      "container-registry.oracle.com/os/oraclelinux",
    ],
    runsAs: "root",
    distribution: "rhel",
    source: "https://github.com/docker-library/official-images/blob/master/library/almalinux",
  },
  {
    images: ["amazonlinux", "public.ecr.aws/amazonlinux/amazonlinux"],
    runsAs: "root",
    distribution: "rhel",
    source: "https://github.com/amazonlinux/container-images",
  },
  {
    images: [
      "opensuse/leap",
      "opensuse/tumbleweed",
      "registry.opensuse.org/opensuse/leap",
      "registry.opensuse.org/opensuse/tumbleweed",
      "registry.suse.com/bci/bci-base",
    ],
    runsAs: "root",
    distribution: "suse",
    source: "https://github.com/docker-library/official-images/blob/master/library/opensuse",
  },
  {
    images: ["archlinux", "archlinux/archlinux"],
    runsAs: "root",
    distribution: "arch",
    source: "https://gitlab.archlinux.org/archlinux/archlinux-docker",
  },
  {
    images: ["phusion/baseimage"],
    runsAs: "root",
    distribution: "debian",
    source: "https://github.com/phusion/baseimage-docker",
  },
  {
    images: ["nvidia/cuda", "nvcr.io/nvidia/cuda"],
    runsAs: "root",
    distribution: "debian",
    source: "https://gitlab.com/nvidia/container-images/cuda",
  },
  {
    images: ["mcr.microsoft.com/azurelinux/base/core", "mcr.microsoft.com/cbl-mariner/base/core"],
    runsAs: "root",
    source: "https://github.com/microsoft/azurelinux",
  },
  {
    images: ["photon"],
    runsAs: "root",
    source: "https://github.com/vmware/photon-docker-image",
  },
  {
    images: ["mcr.microsoft.com/windows/servercore", "mcr.microsoft.com/windows", "mcr.microsoft.com/windows/server"],
    runsAs: "root",
    unprivileged: { name: "ContainerUser" },
    distribution: "windows",
    source: "https://learn.microsoft.com/en-us/virtualization/windowscontainers/manage-containers/container-security",
  },
  {
    images: ["mcr.microsoft.com/windows/servercore/iis", "mcr.microsoft.com/dotnet/framework/*"],
    runsAs: "root",
    unprivileged: { name: "ContainerUser" },
    distribution: "windows",
    source: "https://learn.microsoft.com/en-us/virtualization/windowscontainers/manage-containers/container-security",
  },
  {
    images: ["mcr.microsoft.com/windows/nanoserver"],
    runsAs: { name: "ContainerUser" },
    unprivileged: { name: "ContainerUser" },
    distribution: "windows",
    // The first Nano Server of the container era, 1607, still ran as administrator.
    variants: [{ tag: /sac2016/, runsAs: "root" }],
    source: "https://learn.microsoft.com/en-us/virtualization/windowscontainers/manage-containers/container-security",
  },
];
